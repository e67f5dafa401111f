"""Where State lives."""
