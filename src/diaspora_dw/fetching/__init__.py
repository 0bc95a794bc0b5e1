"""Fetches published files over HTTP, politely, and keeps them as snapshots."""
