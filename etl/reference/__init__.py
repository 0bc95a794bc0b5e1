"""Curated reference data: countries, their groups, and the members of published totals."""
