"""From functions to a driver: call graph, summaries, contexts and absolute facts."""

from lockscan.interproc.link import link
from lockscan.interproc.program import Program

__all__ = ["Program", "link"]
