"""What the warehouse knows of countries, their groups and published sums, curated in the files here."""
