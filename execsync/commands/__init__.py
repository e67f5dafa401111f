"""One file a command: plain functions, values in, exit code out. No click here."""
