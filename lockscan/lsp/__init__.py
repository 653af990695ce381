"""lockscan in an editor, by the Language Server Protocol: findings while people write, and their fixes."""
