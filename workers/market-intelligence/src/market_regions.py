"""How a client names a region and a span of time, and what is wrong with it when it is refused."""

import re
from datetime import date

from edgekit import FieldError, Problem

ZIP = re.compile(r"([0-9]{5})(?:-[0-9]{4})?")
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LONGEST_SLUG = 80
MOST_REGIONS = 10


def parse_region(text: str, pointer: str = "/region") -> str:
    """A ZIP code (of ZIP+4, its first five digits) or a metro slug; raises Problem 422."""
    name = text.strip().lower()
    if found := ZIP.fullmatch(name):
        return found[1]
    if name.isdigit() or len(name) > LONGEST_SLUG or not SLUG.fullmatch(name):
        wanted = "a ZIP code has five digits; a metro is a slug such as seattle-bellevue-kent-wa"
        raise Problem(
            422,
            f"The region is neither a ZIP code nor a metro: {wanted}.",
            errors=[FieldError(pointer, wanted)],
        )
    return name


def is_zip(region: str) -> bool:
    """Whether a parsed region is a ZIP code."""
    return len(region) == 5 and region.isdigit()


def parse_regions(text: str) -> list[str]:
    """Two to ten regions of a comma-separated list, each once, in order; raises Problem 422."""
    names = [name for name in text.split(",") if name.strip()]
    regions = list(dict.fromkeys(parse_region(name, "/regions") for name in names))
    if not 2 <= len(regions) <= MOST_REGIONS:
        wanted = f"name 2 to {MOST_REGIONS} different regions, separated by commas"
        raise Problem(
            422,
            f"{len(regions)} regions can't be compared: {wanted}.",
            errors=[FieldError("/regions", wanted)],
        )
    return regions


def check_span(start: date | None, end: date | None) -> None:
    """Raises Problem 422 for a span that runs backwards."""
    if start and end and start > end:
        raise Problem(
            422,
            f"The range runs backwards: from {start} is after to {end}. Swap them.",
            errors=[FieldError("/from", f"must not be after to ({end})")],
        )


def empty_span(start: date | None, end: date | None, first: date, last: date) -> Problem:
    """The problem of a span that holds no published figure."""
    detail = f"holds no figure: figures run from {first} to {last}"
    errors = [FieldError("/from", detail)] if start else []
    errors += [FieldError("/to", detail)] if end else []
    return Problem(422, f"The range {start or '…'} to {end or '…'} {detail}.", errors=errors)


def nothing_known(region: str, as_of: date) -> Problem:
    """The problem of a day on which no figure of the region had been published yet."""
    return Problem(
        404, f"Nothing had been published about {region} on {as_of}; ask for a later day."
    )


def unknown_region(region: str) -> Problem:
    """The problem of a region that is well formed and not known."""
    if is_zip(region):
        return Problem(
            404, f"No market data for ZIP code {region}: no such ZIP, or no metro near it."
        )
    return Problem(404, f"No metro is called {region!r}; use a ZIP code or a metro's slug.")
