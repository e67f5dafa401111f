"""What the project does to itself; nothing of it is shipped."""
