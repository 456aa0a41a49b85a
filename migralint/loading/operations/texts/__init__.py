"""Reads text that is built at run time: its known parts, with a mark for each unknown one."""
