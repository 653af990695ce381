"""What the analysis knows, as diagrams that reports can draw."""
