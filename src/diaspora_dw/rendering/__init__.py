"""Factsheets: read from the published views, shown as text, JSON or a page."""
