"""The website: figures and texts of all countries as static files."""
