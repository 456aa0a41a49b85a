"""The revisions of a script directory and their graph; the only importer of networkx."""
