"""What is said where nothing is to be done."""

NO_CHANGES = "No changes: the hub is as the files want it, as far as State knows."
