"""The stages of a scan."""
