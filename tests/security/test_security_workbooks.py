"""Formulas and links in a workbook do nothing: the stored figures are read, and no request is sent."""

import re
import zipfile
from io import BytesIO

from etl.undesa.workbook import read_sheet
from tests.publishers import lying_publisher
from tests.workbooks import build_workbook

LINK = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"
 xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">
 <externalBook r:id="rId1"><sheetNames><sheetName val="Sheet1"/></sheetNames></externalBook>
</externalLink>"""
LINK_TARGET = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
 <Relationship Id="rId1" Target="{url}/link.xlsx" TargetMode="External"
  Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLinkPath"/>
</Relationships>"""


def with_formulas(data: bytes, url: str) -> bytes:
    """Return the workbook with formulas that contact a server in place of figures, and a link to another file."""
    reaching = f'<f>WEBSERVICE("{url}/formula")+[1]Sheet1!A1+cmd|"/c calc"!A0</f>'.replace('"', "&quot;")
    changed = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as before, zipfile.ZipFile(changed, "w") as after:
        for part in before.infolist():
            content = before.read(part)
            if part.filename == "xl/worksheets/sheet2.xml":
                content, count = re.subn(
                    rb'(<c r="[H-Z]\d+"[^>]*>)(<v>\d+</v>)', rb"\1" + reaching.encode() + rb"\2", content
                )
                assert count > 100
            after.writestr(part.filename, content)
        after.writestr("xl/externalLinks/externalLink1.xml", LINK)
        after.writestr("xl/externalLinks/_rels/externalLink1.xml.rels", LINK_TARGET.format(url=url))
    return changed.getvalue()


def test_stored_figures_are_read_and_no_request_is_sent() -> None:
    data = build_workbook().to_bytes()
    with lying_publisher() as stranger:
        reaching_out = with_formulas(data, stranger.url)
        assert stranger.url.encode() in zipfile.ZipFile(BytesIO(reaching_out)).read(
            "xl/worksheets/sheet2.xml"
        )
        read = read_sheet(reaching_out, "stock.xlsx", "Table 1")
    assert read.rows == read_sheet(data, "stock.xlsx", "Table 1").rows
    assert stranger.asked == []
