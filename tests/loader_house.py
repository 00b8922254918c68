"""A landing folder and a lake of its own for each test of the loader."""

import io
import json
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import duckdb

from orchestration.lake import FileResult
from orchestration.load import load_all
from orchestration.settings import Settings

TICKETS = "ticket_id,created_at,priority\n"


@dataclass
class House:
    """Drops files, loads them, and reads what came of it."""

    root: Path

    @property
    def settings(self) -> Settings:
        """Settings of this house."""
        return Settings(landing=self.root / "landing", home=self.root / "home")

    def drop(self, file: str, content: str | bytes) -> Path:
        """Put a file into the landing folder."""
        path = self.settings.landing / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def note(self, folder: str, **fields: Any) -> None:
        """Put a note beside exports."""
        self.drop(f"{folder}/_export.json", json.dumps(fields))

    def load(self) -> dict[str, FileResult]:
        """Load everything; results by source/file."""
        return {f"{result.source}/{result.file}": result for result in load_all(self.settings)}

    def one(self, file: str, content: str | bytes) -> FileResult:
        """Drop one file into the account acme, load, and give its result."""
        self.drop(f"acme/{file}", content)
        return self.load()[f"acme/{file}"]

    def rows(self, table: str, columns: str = "*", system: str = "other") -> list[dict[str, Any]]:
        """Rows of a raw table in the order of files and rows."""
        return self._read(self.settings.lake / "raw" / system / table / "*" / "*.parquet", columns, "_file, _row")

    def quarantine(self, columns: str = "*") -> list[dict[str, Any]]:
        """Rows set aside."""
        return self._read(self.settings.lake / "quarantine" / "*.parquet", columns, "source, file, row_number")

    def books(self, columns: str = "*") -> list[dict[str, Any]]:
        """The registry of files."""
        return self._read(self.settings.lake / "files" / "*.parquet", columns, "source, file, status, loaded_at")

    def files(self) -> dict[str, bytes]:
        """Every file of the lake with its bytes."""
        lake = self.settings.lake
        return {str(path.relative_to(lake)): path.read_bytes() for path in lake.rglob("*") if path.is_file()}

    def _read(self, pattern: Path, columns: str, order: str) -> list[dict[str, Any]]:
        query = f"select {columns} from read_parquet($1, union_by_name = true) order by {order}"
        found = duckdb.execute(query, [str(pattern)])
        names = [column[0] for column in found.description or []]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def zipped(**members: str | bytes) -> bytes:
    """A zip with members; two underscores in a name stand for the dot, one more member each."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def parquet(path: Path, select: str) -> bytes:
    """A Parquet file of a SELECT."""
    with duckdb.connect() as connection:
        connection.execute(f"copy ({select}) to '{path}' (format parquet)")
    return path.read_bytes()


def xlsx(rows: list[list[str | float]], sheet: str = "Sheet1") -> bytes:
    """A minimal workbook of one sheet: numbers as numbers, all else as texts."""
    cells = "".join(
        f'<row r="{number}">' + "".join(_cell(value) for value in row) + "</row>"
        for number, row in enumerate(rows, start=1)
    )
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    return zipped(
        **{
            "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
            f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
            f'Type="{relation}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{relation}"><sheets>'
            f'<sheet name="{escape(sheet)}" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
            f'Type="{relation}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>',
        }
    )


def _cell(value: str | float) -> str:
    if isinstance(value, str):
        return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
    return f"<c><v>{value}</v></c>"


def xls(rows: list[list[str | float]], sheet: str = "Sheet1") -> str:
    """A workbook in SpreadsheetML 2003, as help desks write .xls; empty cells are skipped, the next has an index."""
    body = "".join(f"<ss:Row>{_xml_cells(row)}</ss:Row>\n" for row in rows)
    return (
        '<?xml version="1.0"?>\n<ss:Workbook xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
        f'<ss:Worksheet ss:Name="{escape(sheet)}"><ss:Table>{body}</ss:Table></ss:Worksheet></ss:Workbook>\n'
    )


def _xml_cells(row: list[str | float]) -> str:
    cells, skipped = "", False
    for place, value in enumerate(row, start=1):
        if value == "":
            skipped = True
            continue
        kind = "String" if isinstance(value, str) else "Number"
        index = f' ss:Index="{place}"' if skipped else ""
        cells += f'<ss:Cell{index}><ss:Data ss:Type="{kind}">{escape(str(value))}</ss:Data></ss:Cell>'
        skipped = False
    return cells
