"""What tests of several parts share: a local hub to ask, and a checkout to run commands in."""
