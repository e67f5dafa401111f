"""What the operating system is asked for: real folders, stamps, Git, other processes."""
