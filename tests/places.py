"""Where tests keep the servers that they start."""

import shutil

MEMORY = "/dev/shm"  # noqa: S108 - a folder of its own is made in it
ROOM = 6 * 2**30
"""Bytes that must be free; a container often has 64 MB."""


def fast_folder() -> str:
    """The folder for servers: in memory if there is room, where a copy of a database takes a fraction of the time."""
    try:
        free = shutil.disk_usage(MEMORY).free
    except OSError:
        free = 0
    return MEMORY if free > ROOM else "/var/tmp"  # noqa: S108 - here, too
