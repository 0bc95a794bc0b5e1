"""Read the cells of a sheet in a process of its own: `python cells.py SHEET BYTES SECONDS <workbook >pickle`.

SHEET is a name, or blank for the first one. BYTES of memory and SECONDS of computing are its limits. Imports nothing
of the package, because it has to start fast.
"""

import gc
import pickle
import sys
from collections.abc import Sequence
from io import BytesIO

from python_calamine import CalamineError, CalamineWorkbook


def read_cells(data: bytes, sheet_name: str) -> tuple[str, Sequence[Sequence[object]]] | str:
    """Return the name and the rows of a sheet, or why there are none."""
    try:
        workbook = CalamineWorkbook.from_filelike(BytesIO(data))
        sheet_name = sheet_name or workbook.sheet_names[0]
        if sheet_name not in workbook.sheet_names:
            return f"has no sheet '{sheet_name}'; its sheets are: {', '.join(workbook.sheet_names) or 'none'}"
        return sheet_name, workbook.get_sheet_by_name(sheet_name).to_python(skip_empty_area=False)
    except CalamineError as fault:
        return f"cannot be read as a workbook: {fault}"


def limit_process(memory: int, seconds: int) -> None:
    """Limit this process, which nobody may be waiting for any longer. It leaves no core behind when it aborts."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - Windows does not have it

    limits = {resource.RLIMIT_AS: memory, resource.RLIMIT_CPU: seconds, resource.RLIMIT_CORE: 0}
    for kind, limit in limits.items():
        hard = resource.getrlimit(kind)[1]
        lower = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        resource.setrlimit(kind, (lower, hard))


if __name__ == "__main__":
    limit_process(memory=int(sys.argv[2]), seconds=int(sys.argv[3]))
    gc.disable()  # there is no garbage among the cells, and looking for it takes long
    pickle.dump(read_cells(sys.stdin.buffer.read(), sys.argv[1]), sys.stdout.buffer, protocol=5)
