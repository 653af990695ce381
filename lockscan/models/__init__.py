"""Kernel knowledge read from TOML: what functions do with locks and interrupts, who runs in which context."""
