"""What is told, and how: to a person or to a program."""
