"""Facts as they are put into words: labels, numbers, dollars, lists."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from content_writer_dates import said_as_date

Value: TypeAlias = str | int | float | bool | list[str]
Facts: TypeAlias = Mapping[str, Value]

LABELS = {
    "hoa": "HOA",
    "hoa_fee": "HOA fee",
    "zip": "ZIP code",
    "sqft": "Sq ft",
    "adu": "ADU",
    "hvac": "HVAC",
    "mls": "MLS",
    "mls_number": "MLS number",
}
DOLLARS = ("price", "rent", "offer", "tax", "taxes", "fee", "dues", "value", "estimate", "cost")
"""A number whose name ends so is dollars."""
PER_CENT = ("percent", "pct")
NAMING = frozenset(
    (
        *("zip", "zipcode", "postcode", "code", "number", "no", "id", "phone", "telephone", "tel"),
        *("mobile", "cell", "fax", "text", "sms", "contact", "whatsapp", "parcel", "apn", "pin"),
        *("mls", "unit", "apt", "apartment", "suite", "lot", "block", "account", "license", "ref"),
        *("reference", "folio", "extension", "ext", "permit", "case", "invoice", "key", "tract"),
    )
)
"""A number whose name ends so is a name: its digits are printed as they are."""
NOTHING = ("null", "undefined", "nan", "n/a")
ZIP_DIGITS = 5


def said(facts: Mapping[str, Value | None]) -> dict[str, Value]:
    """The facts that say something: not what is unknown, empty or false.

    A number that is a name is a text: the ZIP code 2139 is “02139”.
    """
    return {
        name: _named(name, value)
        for name, value in facts.items()
        if value is not None and value is not False and value not in ("", [])
        if not _is_nothing(name, value)
    }


def _is_nothing(name: str, value: Value) -> bool:
    """Whether a text says that nothing is known, as a machine does, or its own name again."""
    return isinstance(value, str) and value.lower() in (*NOTHING, name.replace("_", " "))


def _named(name: str, value: Value) -> Value:
    if isinstance(value, bool | str | list) or not float(value).is_integer() or value < 0:
        return value
    last = name.rpartition("_")[2]
    if last not in NAMING:
        return value
    return str(int(value)).zfill(ZIP_DIGITS if last in ("zip", "zipcode") else 1)


def label(name: str) -> str:
    """A fact's name as a label: `year_built` is “Year built”."""
    plain = name.replace("_", " ").strip()
    return LABELS.get(name, plain[:1].upper() + plain[1:])


def number(value: int | float) -> str:
    """A number such as 1,480 or 2.5."""
    if isinstance(value, float) and not value.is_integer():
        return f"{value:,.4f}".rstrip("0")
    return f"{int(value):,}"


def dollars(value: int | float) -> str:
    """Dollars such as $450,000 or -$12.50."""
    sign = "-" if value < 0 else ""
    shown = f"{abs(value):,.2f}".removesuffix(".00")
    return f"{sign}${shown}"


def joined(items: Sequence[str]) -> str:
    """Items as in a sentence: “a, b and c”."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def worded(name: str, value: Value) -> str:
    """A fact's value in words, by its name: dollars, years without a comma, dates, lists."""
    if value is True:
        return "yes"
    if isinstance(value, list):
        return joined(value)
    if isinstance(value, str):
        return said_as_date(value)
    words = name.split("_")
    if words[-1] in DOLLARS or (words[0] == "price" and words[-1] != "sqft"):
        return dollars(value)
    if words[-1] in PER_CENT:
        return f"{number(value)} %"
    if "year" in words:
        return str(int(value)) if float(value).is_integer() else str(value)
    return number(value)


def counted(value: Value, one: str, many: str) -> str:
    """A count with its noun: “1 bedroom”, “2.5 bathrooms”; a text has its noun put behind it."""
    if isinstance(value, bool | list):
        return f"{many}: {worded('', value)}"
    if isinstance(value, str):
        return f"{value} {one if value.strip() in ('1', 'one', 'One') else many}"
    return f"{number(value)} {one if value == 1 else many}"


def sentence(text: str) -> str:
    """A text with a capital first and an end."""
    text = text.strip()
    ended = text if text[-1:] in ".!?…" else f"{text}."
    return ended[:1].upper() + ended[1:]
