"""The C that lockscan cares about, as plain values: columns, trees, and what a parsed file holds."""
