"""The sources: where each is published, how it is read, and what tidy tables come of it."""
