"""What kind of home the unit in an address tells: a flat, a mobile home's space, a shop, a lot.

The designators are those of USPS Publication 28, appendix C2.
"""

import re

from contracts.valuation import HomeKind

_DESIGNATORS: dict[HomeKind, str] = {
    "condo": r"apartment|apt|unit|penthouse|ph|floor|fl(?!\.?\s+\d{5})|bldg|building|#",
    "mobile": r"space|spc|trailer|trlr|slip",
    "commercial": r"suite|ste|office|ofc",
    "land": r"lot",
}
_ANY = "|".join(_DESIGNATORS.values())
# Spaces are taken for good (`*+`), else a long row of them would be tried in all ways.
# A letter stands apart or after "#": "Unity Ave" is no unit, nor is the state in "FL 33139".
_NUMBER = r"\d+(?:-[a-z0-9]{1,4}|[a-z])?"
_LETTER = r"[a-z](?:-?\d+)?"
_UNIT = re.compile(
    rf"(?:^|[\s,])({_ANY})(?:\.?\s*+(?:#\s*+)?{_NUMBER}|(?:(?<=#)|\.?\s*+#\s*+|\.?\s++){_LETTER})"
    r"(?=$|[\s,.])",
    re.I,
)


def kind_of_unit(address: str) -> tuple[HomeKind, str] | None:
    """The kind and the unit as it is written; ``None`` where the address names no unit."""
    found = _UNIT.search(address)
    if found is None:
        return None
    word = found[1].lower()
    for kind, designators in _DESIGNATORS.items():
        if re.fullmatch(designators, word):
            return kind, found[0].strip(" ,")
    return None
