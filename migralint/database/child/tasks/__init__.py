"""What the child can be asked to do: verify, build, create, run hooks."""
