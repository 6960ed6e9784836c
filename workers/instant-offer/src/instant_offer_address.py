"""Whether an address can be that of one home: a firm offer is for a house, not for a ZIP code."""

import re
import unicodedata

_BOX = re.compile(r"\b(?:p\.? ?o\.? ?|post office )?box[ #.:]*\d+\w*|\bpmb[ #.:]*\d+\w*|\bpo box\b")
_UNIT = re.compile(
    r"(?:\b(?:apt|apartment|unit|suite|ste|lot|space|room|rm|floor|fl)\b|#)[ .#]*\w+"
)
_ROAD = re.compile(
    r"\b(?:highway|hwy|state route|state road|route|rte|sr|interstate|us|county road|cr|rr|hc)"
    r"[ .#-]*\d+\w*|\bi-\d+"
)
_CODE = re.compile(r"\b\d{5}(?:-\d{4})?(?=[\s,.]*(?:wa|washington|usa?|united states)?[\s,.]*\Z)")
_CODE_OF_CITY = re.compile(r"\d{5}(?:-\d{4})?,? [a-z]+(?:,? wa)?(?:,? usa?)?")
# “8021 21st”, “8021-B Oak”, “123-45 Main”, “N6W23001 Oak”, “12 1/2 Oak”; “21st Ave” is a street.
_HOUSE = re.compile(r"(?<![\w#.-])[nsew]?\d+(?:[nsew]\d+)?(?:-?[a-z])?(?:[-/]\d+)?[\s-]+\w")


def names_a_home(address: str) -> bool:
    """Whether there is a house number before a street; boxes, units, roads and codes are none."""
    text = " ".join(unicodedata.normalize("NFKC", address).casefold().split())
    if _CODE_OF_CITY.fullmatch(text):
        return False
    text = _UNIT.sub(",", _BOX.sub(",", _CODE.sub("", text)))
    return _HOUSE.search(_ROAD.sub("road", text)) is not None
