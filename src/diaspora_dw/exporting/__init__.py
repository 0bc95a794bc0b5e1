"""Takes the warehouse out of the database: tables and views as files that describe themselves."""
