"""Measurements of lockscan against the truth and against other tools: `python -m benchmarks --help`."""
