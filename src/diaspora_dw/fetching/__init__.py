"""Bringing published bytes home: polite HTTP, the store of snapshots, and what a source is."""
