"""Values of which the dialect or another condition chooses one."""
