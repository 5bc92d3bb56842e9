"""What a planner takes home of a comparison: a workbook, tables for a spreadsheet, stored tables, a plan, the command.

No text of these files is a formula to whoever opens them, and the same result gives the same bytes.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import math
import re
import zipfile
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from sim.config.compose import Sources
from sim.config.plan import Plan
from sim.dictionary import TABLES
from sim.run_result import RunResult
from sim.views.command import command_again
from sim.views.words import Words
from sim.web.sheets import Sheet, changed, sheet, sheets
from sim.web.site import Site
from sim.web.uploads import MOST_NAME, PLAN, plan_text

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV, TEXT = "text/csv; charset=utf-8", "text/plain; charset=utf-8"
PARQUET, YAML, ZIP = "application/vnd.apache.parquet", "application/yaml", "application/zip"
BEGINS = ("=", "+", "-", "@", "\N{FULLWIDTH EQUALS SIGN}", "\N{FULLWIDTH PLUS SIGN}",
          "\N{FULLWIDTH HYPHEN-MINUS}", "\N{FULLWIDTH COMMERCIAL AT}")  # fmt: skip
"""With which a cell may be taken for a formula."""
WIDEST, NARROWEST, HEADING, LINE = 60, 9, 16, 15.0
"""Width of a column, at most, at least, and as far as its heading counts, letters; height of a line, points."""
MADE = dt.datetime(2000, 1, 1)
"""Day that workbooks bear, so that the same result gives the same bytes; the day of a result is not known."""
FORMATS = {"nok": "#,##0", "year": "0", "runs": "0", "day": "yyyy-mm-dd", "share": "0.0 %", "per": "0.0"}
SMALL = 9.95
"""From which numbers are shown without decimals; the cell holds them all."""


@dataclass(frozen=True)
class Download:
    """A file to hand out: its name, of letters that any system takes, its kind by MIME, and what is in it."""

    name: str
    media: str
    content: bytes


def workbook(result: RunResult, words: Words) -> Download:
    """Return a workbook: what it is, then a sheet a table, with true numbers and dates."""
    book = Workbook()
    book.properties.creator, book.properties.title = "Beredt", words.say("files_title")
    book.properties.language = words.code
    tables = sheets(result, words)
    _about(book.active, result, tables, words)
    for table in tables:
        _fill(book.create_sheet(table.title), table, words)
    return Download(f"{_stem(result)}.xlsx", XLSX, _same_bytes(book))


def table_csv(result: RunResult, code: str, words: Words, norwegian: bool) -> Download:
    """Return one of `sim.web.sheets.SHEETS` as CSV; KeyError if there is none.

    Parameters
    ----------
    norwegian : semicolons, decimal commas and a mark of UTF-8, as Excel on a Norwegian system opens it by itself; else
        commas, decimal points and the column codes as heading
    """
    table = sheet(result, code, words)
    head = table.headings if norwegian else tuple(str(name) for name in table.frame.columns)
    written = io.StringIO()
    rows = csv.writer(written, delimiter=";" if norwegian else ",", lineterminator="\r\n" if norwegian else "\n")
    rows.writerow(map(harmless, head))
    for row in _rows(table.frame):
        rows.writerow([_cell(value, words, norwegian) for value in row])
    content = written.getvalue().encode("utf-8-sig" if norwegian else "utf-8")
    return Download(f"{_stem(result)}-{_safe(code)}.csv", CSV, content)


def stored_tables(result: RunResult) -> list[str]:
    """Return the names of the stored tables that `parquet` hands out."""
    return [name for name in TABLES if (result.folder / "tables" / f"{name}.parquet").is_file()]


def parquet(result: RunResult, name: str) -> Download:
    """Return a stored table as it lies there; KeyError if there is none of that name."""
    if name not in stored_tables(result):
        raise KeyError(name)
    content = (result.folder / "tables" / f"{name}.parquet").read_bytes()
    return Download(f"{_stem(result)}-{name}.parquet", PARQUET, content)


def plan_file(result: RunResult, name: str, site: Site, words: Words) -> Download:
    """Return a plan of a comparison as it was run, every value filled in: a plan of one's own to change and hand in.

    One of a name that others have already gets another, since that would not be taken. KeyError if there is none.
    """
    configs = {each["plan"]: each["config"]["plan"] for each in result.manifest["scenarios"]}
    plan = Plan.model_validate(configs[name])
    own = free_name(plan.name, Sources.of(site.config_dirs).options(PLAN))
    head = words.say("files_plan_head", plan=plan.name, version=result.manifest["versions"]["beredt"])
    text = f"# {head}\n{plan_text(plan.model_copy(update={'name': own}))}"
    return Download(f"{own}.yaml", YAML, text.encode())


def command_file(result: RunResult, words: Words) -> Download:
    """Return the command that gives an answer again as one line of a shell."""
    return Download("beredt.txt", TEXT, f"{command_again(result.manifest['command'], words)}\n".encode())


def packed(files: Sequence[Download], result: RunResult, kind: str) -> Download:
    """Return several files as one archive; the same files give the same bytes."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for each in files:
            archive.writestr(zipfile.ZipInfo(each.name, MADE.timetuple()[:6]), each.content, zipfile.ZIP_DEFLATED)
    return Download(f"{_stem(result)}-{kind}.zip", ZIP, written.getvalue())


def free_name(name: str, taken: Collection[str]) -> str:
    """Return the name, or one made of it that is not taken."""
    stem = name[: MOST_NAME - len("_own_99")]
    names = [name, f"{stem}_own", *(f"{stem}_own_{number}" for number in range(2, 100))]
    return next(each for each in names if each not in taken)


def harmless(text: str) -> str:
    """Return text that no spreadsheet takes for a formula: a quotation mark goes before what would be one."""
    if text.startswith(("\t", "\r", "\n")) or text.lstrip().startswith(BEGINS):
        return f"'{text}"
    return text


def _cell(value: Any, words: Words, norwegian: bool) -> str:
    """Write a cell of a CSV; a number with all its digits and no exponent."""
    plain = _plain(value)
    if plain is None:
        return ""
    if isinstance(plain, bool):
        return words.say("files_yes" if plain else "files_no") if norwegian else str(plain).lower()
    if isinstance(plain, int):
        return str(plain)
    if isinstance(plain, float):
        text = np.format_float_positional(plain + 0.0, trim="-")
        return text.replace(".", ",") if norwegian else text
    if isinstance(plain, dt.date):
        return plain.isoformat()
    return harmless(plain)


def _plain(value: Any) -> bool | int | float | dt.date | str | None:
    """Return a value of a table in Python's own types; None where there is none."""
    if isinstance(value, bool | np.bool_):
        return bool(value)
    if isinstance(value, int | np.integer):
        return int(value)
    if value is None or value is pd.NaT:
        return None
    if isinstance(value, float | np.floating):
        return float(value) if math.isfinite(value) else None
    if isinstance(value, dt.datetime):
        return value.date()
    return value if isinstance(value, dt.date) else str(value)


def _rows(frame: pd.DataFrame) -> Iterable[tuple[Any, ...]]:
    return frame.itertuples(index=False, name=None)


def _about(page: Worksheet, result: RunResult, tables: Sequence[Sheet], words: Words) -> None:
    """Fill the first sheet: what this is, that it is simulated, what was asked, what the sheets hold."""
    page.title = words.say("files_about")
    manifest = result.manifest
    first, last = (words.date(day) for day in next(iter(result.study.periods.values())))
    lines: list[tuple[Any, ...]] = [
        (words.say("files_title"),),
        (words.say("files_simulated"),),
        (words.say("files_limits"),),
        (words.say("files_ranges"),),
        (),
        (words.say("files_shock"), words.listed([words.name("shock", each) for each in manifest["shocks"]])),
        *((words.say("files_plan"), words.name("plan", each)) for each in manifest["plans"]),
        *((words.say("files_moved"), text) for text in changed(result, words)),
        (words.say("files_runs"), manifest["replications"]),
        (words.say("files_period"), words.say("files_from_to", first=first, last=last)),
        (),
        (words.say("files_holds"),),
        *((table.title, table.says) for table in tables),
    ]
    for row, line in enumerate(lines, start=1):
        for column, text in enumerate(line, start=1):
            _write(page.cell(row, column), text)
        if len(line) == 1:
            page.merge_cells(start_row=row, end_row=row, start_column=1, end_column=2)
            page.cell(row, 1).alignment = Alignment(wrap_text=True, vertical="top")
            page.row_dimensions[row].height = LINE * (1 + len(line[0]) // 95)
        elif line:
            page.cell(row, 1).font = Font(bold=True)
            for column in (1, 2):
                page.cell(row, column).alignment = Alignment(wrap_text=True, vertical="top", horizontal="left")
            page.row_dimensions[row].height = LINE * (1 + len(str(line[1])) // 72)
    page.cell(1, 1).font = Font(bold=True, size=14)
    page.row_dimensions[1].height = 1.5 * LINE
    page.cell(2, 1).font = Font(bold=True)
    page.column_dimensions["A"].width, page.column_dimensions["B"].width = 28, 80


def _fill(page: Worksheet, table: Sheet, words: Words) -> None:
    """Fill a sheet: a heading that stays, then the rows."""
    columns = [str(name) for name in table.frame.columns]
    share = words.names["files_unit"]["share"]
    wide = [min(HEADING, len(heading) + 2) for heading in table.headings]
    for column, heading in enumerate(table.headings, start=1):
        cell = page.cell(1, column)
        _write(cell, heading)
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="EEF4F8")
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    for row, values in enumerate(_rows(table.frame), start=2):
        unit = values[columns.index("unit")] if "unit" in columns else ""
        for column, value in enumerate(values, start=1):
            cell = page.cell(row, column)
            _write(cell, _plain(value))
            cell.number_format = _format(columns[column - 1], cell.value, unit == share)
            wide[column - 1] = max(wide[column - 1], len(_seen(cell)) + 2)
            if isinstance(cell.value, str) and len(cell.value) > WIDEST:
                cell.alignment = Alignment(wrap_text=True, vertical="top")
    for column, width in enumerate(wide, start=1):
        page.column_dimensions[get_column_letter(column)].width = min(WIDEST, max(NARROWEST, width))
    lines = (math.ceil(1.2 * len(heading) / width) for heading, width in zip(table.headings, wide, strict=True))
    page.row_dimensions[1].height = LINE * max(lines)
    page.freeze_panes = "A2"
    page.auto_filter.ref = page.dimensions
    page.print_title_rows = "1:1"
    page.page_setup.orientation, page.page_setup.fitToHeight = "landscape", 0
    page.sheet_properties.pageSetUpPr.fitToPage = True


def _write(cell: Cell, value: Any) -> None:
    """Put a value into a cell; text is text whatever it begins with."""
    if isinstance(value, str):
        cell.value = harmless(ILLEGAL_CHARACTERS_RE.sub("", value))
        cell.data_type = "s"
    else:
        cell.value = value


def _format(column: str, value: Any, share: bool) -> str:
    if isinstance(value, dt.date):
        return FORMATS["day"]
    if isinstance(value, bool) or not isinstance(value, int | float):
        return "@" if column in ("number", "code") else "General"
    if column in ("year", "runs", "hits", "judged", "met", "at_start", "before", "after"):
        return FORMATS["year"]
    if column.endswith("nok"):
        return FORMATS["nok"]
    if column == "value":  # of an assumption, or of where it is from
        return "General"
    if share and column not in ("runs_needed", "confidence"):
        return FORMATS["share"]
    return FORMATS["nok"] if abs(value) >= SMALL or float(value).is_integer() else FORMATS["per"]


def _seen(cell: Cell) -> str:
    """Return about what a cell shows."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:,.1f}" if abs(value) < SMALL else f"{value:,.0f}"
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


def _same_bytes(book: Workbook) -> bytes:
    """Return a workbook without the time at which it was written."""
    written, again = io.BytesIO(), io.BytesIO()
    book.save(written)
    made = f">{MADE.isoformat()}Z<"
    with zipfile.ZipFile(written) as old, zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb">\d{4}-\d\d-\d\dT[\d:]+Z<", made.encode(), content)
            info = zipfile.ZipInfo(name, MADE.timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, content)
    return again.getvalue()


def _stem(result: RunResult) -> str:
    """Name a file by its shock and how many plans met it."""
    return _safe(f"beredt-{'-'.join(result.manifest['shocks'])}-{len(result.manifest['plans'])}")


def _safe(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9_-]+", "_", text)[:100]
