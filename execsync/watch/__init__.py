"""The parts of a watch: what tells of changes, what was read, one batch of writes, what is shown."""
