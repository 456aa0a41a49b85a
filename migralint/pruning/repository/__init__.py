"""What git and the other files of the repository show about a cut."""
