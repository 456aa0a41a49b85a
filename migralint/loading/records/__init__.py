"""The files that migralint itself keeps: ledger, manifest, tags, journals."""
