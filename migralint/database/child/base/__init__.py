"""The base of all other modules of the child: request, messages, errors."""
