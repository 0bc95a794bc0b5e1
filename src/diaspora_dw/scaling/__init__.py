"""Runs the warehouse's views on another engine, over the files of an export."""
