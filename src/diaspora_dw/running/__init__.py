"""Runs the ETL: one run at a time, every step on record, every source on its own."""
