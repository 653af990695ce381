"""Less than everything: findings about changed code only, or those that a baseline does not know."""
