"""The tasks of the child: verify, build, create, run hooks."""
