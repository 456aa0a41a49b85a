"""`migralint graph`: parameters, documents, pager."""
