"""Releases: what was published once, and what changed from one to the next."""
