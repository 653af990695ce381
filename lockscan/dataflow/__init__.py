"""Dataflow: one worklist solver that knows nothing about locks."""
