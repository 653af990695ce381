"""Lock identity, the state of a path, what each operation does to it, and what a solved function tells."""
