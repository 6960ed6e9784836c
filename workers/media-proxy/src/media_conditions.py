"""What a request makes depend on the version that its client has (RFC 9110, section 13)."""

from collections.abc import Callable
from email.utils import parsedate_to_datetime
from typing import Literal

from edgekit import not_modified
from edgekit.responses import entity_tags

Header = Callable[[str], str | None]
CONDITIONS = ("if-match", "if-unmodified-since", "if-none-match", "if-modified-since", "range")


def status_of(header: Header, etag: str, modified: int) -> Literal[200, 304, 412]:
    """How a GET or HEAD of a file is to be answered, in the order of 13.2.2.

    ``etag`` is strong, ``modified`` epoch seconds.
    """
    if_match, if_none_match = header("if-match"), header("if-none-match")
    if if_match is not None:
        if if_match.strip() != "*" and etag not in entity_tags(if_match):
            return 412
    elif (since := moment(header("if-unmodified-since"))) is not None and modified > since:
        return 412
    if if_none_match is not None:
        return 304 if not_modified(if_none_match, etag) else 200
    since = moment(header("if-modified-since"))
    return 304 if since is not None and modified <= since else 200


def may_write(header: Header, etag: str | None, modified: int) -> bool:
    """Whether a PUT may go on to what it does, where there is a file, or none (``etag`` null).

    A file that is there has a strong ``etag`` and ``modified``, epoch seconds.
    """
    if_match, if_none_match = header("if-match"), header("if-none-match")
    if if_match is not None:
        if etag is None or (if_match.strip() != "*" and etag not in entity_tags(if_match)):
            return False
    elif (since := moment(header("if-unmodified-since"))) is not None and modified > since:
        return False
    if if_none_match is None or etag is None:
        return True
    return not not_modified(if_none_match, etag)


def range_applies(if_range: str | None, etag: str, modified: int) -> bool:
    """Whether ``Range`` counts: the client has a part of this very version (13.1.5)."""
    if if_range is None:
        return True
    if '"' in if_range:
        return if_range.strip() == etag
    return moment(if_range) == modified


def moment(text: str | None) -> int | None:
    """A date of HTTP in epoch seconds; ``None`` for what is none, which counts as not sent."""
    try:
        return int(parsedate_to_datetime(text or "").timestamp())
    except (ValueError, OverflowError, IndexError):
        return None
