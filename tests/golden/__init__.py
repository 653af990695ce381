"""Renderings as they should be."""
