"""What `execsync doctor` looks at, one thing after the other."""
