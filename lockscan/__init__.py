"""lockscan reads kernel-style C and reports locking mistakes."""

__version__ = "0.1.0"
