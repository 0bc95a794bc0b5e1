"""The curated half: what a country's content file is, how it is read and checked, started and compared.

The files themselves and their vocabularies are data and live with the sources, in `etl/content/`.
"""
