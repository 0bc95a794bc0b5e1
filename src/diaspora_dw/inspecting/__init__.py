"""Inspects the warehouse between runs: its state, where a figure came from, whether a release can be rebuilt."""
