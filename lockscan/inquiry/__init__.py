"""Answers to people's questions about one place: why a finding is reported there, or why none is."""
