"""Reads what most commands read of the software's own files, in the process that tests fork commands from."""

from diaspora_dw.loading.check import checks
from diaspora_dw.schema.dictionary import dictionary_digest
from diaspora_dw.source import registered_sources
from diaspora_dw.sql_files import sql_objects

checks()
dictionary_digest()
registered_sources()
for folder in ("function", "view"):
    sql_objects(folder)
