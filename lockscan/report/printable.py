"""Text of what was scanned, made safe to show."""

from __future__ import annotations


def printable(text: str) -> str:
    """Text without control characters: what is scanned must not be able to steer the terminal."""
    return "".join(char if char.isprintable() or char == "\t" else "\N{REPLACEMENT CHARACTER}" for char in text)
