"""Deciding: pure functions on frozen values. No clock, environment, file or network."""
