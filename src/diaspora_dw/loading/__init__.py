"""Loads a release beside the data in use, checks it, and publishes it."""
