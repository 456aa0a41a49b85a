"""What every other part of the child needs: request, messages, errors."""
