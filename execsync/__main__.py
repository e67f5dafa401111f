"""`python -m execsync`."""

from execsync.cli import main

main()
