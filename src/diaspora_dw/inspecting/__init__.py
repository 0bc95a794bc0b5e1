"""Looking at the warehouse between runs: how it stands, where a figure came from, whether it can be rebuilt."""
