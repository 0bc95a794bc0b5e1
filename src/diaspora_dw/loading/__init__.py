"""Loading a release beside the data in use, proving it, and publishing it whole: all the SQL that writes."""
