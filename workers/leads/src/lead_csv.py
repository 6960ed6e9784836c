"""Leads as CSV (RFC 4180) that is safe to open in a spreadsheet."""

import csv
import io
import re
from collections.abc import Iterable
from datetime import datetime

from contracts.leads import LeadSummary

COLUMNS = (
    "id", "created_at", "status", "score", "channel", "agent", "name", "email", "phone", "address",
    "timeline", "condition", "asking_price", "source", "estimate", "low", "high",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# Where another country's spreadsheet begins a cell: it separates by semicolons, some by others.
_NEXT_CELL = re.compile(r"([;|\t\r\n])(?=[ \xa0\u3000]{0,99}[=+\-@＝＋－＠])")


def neutral(text: str) -> str:
    """A text that no spreadsheet takes for a formula (OWASP, CSV injection).

    Spreadsheets skip leading blanks, so what follows them counts; and so does what follows a
    separator of theirs.
    """
    inner = _NEXT_CELL.sub(r"\1'", text)
    return f"'{inner}" if text.startswith(_FORMULA) or text.lstrip().startswith(_FORMULA) else inner


def header() -> str:
    """The first line."""
    return _lines([COLUMNS])


def lines(leads: Iterable[LeadSummary]) -> str:
    """One line a lead."""
    return _lines(_cells(lead) for lead in leads)


def _cells(lead: LeadSummary) -> list[str]:
    values = dict(lead) | (dict(lead.valuation) if lead.valuation else {})
    return [_cell(values.get(column)) for column in COLUMNS]


def _cell(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds").replace("+00:00", "Z")
    if value is None or isinstance(value, int):
        return "" if value is None else str(value)
    return neutral(str(value))


def _lines(rows: Iterable[Iterable[str]]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue()
