"""`python -m execsync`."""

from execsync.entry import main

main()
