"""What git and the other files of the repository say about a cut."""
