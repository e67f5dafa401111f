"""Content as code for an Exec Knowledge Hub."""

__version__ = "0.1.0"
