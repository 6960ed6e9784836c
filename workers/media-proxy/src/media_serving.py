"""Answers with a file: the whole, a part, or that the client has it already."""

from email.utils import formatdate
from urllib.parse import unquote

from edgekit import Bucket, PlatformError, Problem, Response, StoredObject
from media_conditions import CONDITIONS, range_applies, status_of
from media_names import disposition
from media_ranges import Span, UnsatisfiableError, span_of
from media_resizing import output, resized, step
from media_types import EXTENSIONS
from media_vars import Ctx

NAME = "name"
"""Under which R2 keeps a file's name beside it, percent-encoded."""
DELETED = "application/x-deleted"
"""The type of what takes a deleted file's place, so that its upload link takes no other."""
SAFE = {
    "X-Content-Type-Options": "nosniff",
    # Whatever some browser makes of it runs nothing, and is on no page's side.
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
"""Of every answer with a file, kept or fresh."""


def bucket(ctx: Ctx) -> Bucket:
    """Where the files are."""
    return ctx.bucket("MEDIA")


def store_is_down(error: PlatformError, ctx: Ctx) -> Problem:
    """The problem for a store that can't be reached; what it said is logged."""
    ctx.log.warning("store_down", error=str(error)[:300])
    return Problem(503, "The store of the files can't be reached; try again in a minute.")


def is_there(found: StoredObject | None) -> bool:
    """Whether a file is under its key, and not what a deleted one has left."""
    return found is not None and found.media_type != DELETED


async def answer(key: str, max_age: int, width: int | None, ctx: Ctx) -> Response:
    """A file as the request wants it, to be kept for ``max_age`` seconds.

    Raises ``Problem`` 404, 412, 416 or 503.
    """
    is_plain = ctx.method == "GET" and not any(ctx.header(name) for name in CONDITIONS)
    try:
        store = bucket(ctx)
        found = await (store.get(key) if is_plain and width is None else store.head(key))
        if found is None or not is_there(found):
            raise Problem(404, "There is no such file; it may have been deleted.")
        if width is not None and (smaller := output(found.media_type, width, ctx)) is not None:
            answered = await _smaller(found, width, smaller, max_age, ctx)
            if answered is not None:
                return answered
        return await _original(found, max_age, ctx)
    except PlatformError as error:
        raise store_is_down(error, ctx) from error


async def _original(found: StoredObject, max_age: int, ctx: Ctx) -> Response:
    headers = _headers(found, found.etag, max_age)
    modified = found.uploaded_ms // 1000
    if early := _early(headers, found.etag, modified, ctx):
        return early
    headers |= {"Accept-Ranges": "bytes"}
    span = _span(found, modified, ctx)
    length = found.size if span is None else span.length
    headers |= {"Content-Type": found.media_type, "Content-Length": str(length)}
    if ctx.method == "HEAD":
        return Response(headers=headers)
    if span is not None:
        headers |= {"Content-Range": span.content_range(found.size)}
    return Response(
        await _body(found, span, ctx),
        status=200 if span is None else 206,
        media_type=None,
        headers=headers,
    )


async def _body(found: StoredObject, span: Span | None, ctx: Ctx) -> object:
    if span is None and found.body is not None:
        return found.body
    part = (0, None) if span is None else (span.first, span.length)
    again = await bucket(ctx).get(found.key, *part)
    if again is None or again.etag != found.etag:
        raise Problem(404, "The file was deleted a moment ago.")
    return again.body


async def _smaller(
    found: StoredObject, width: int, kind: str, max_age: int, ctx: Ctx
) -> Response | None:
    """The image made smaller; ``None`` where the platform does not do it."""
    etag = f'{found.etag[:-1]}-w{step(width)}"'
    headers = _headers(found, etag, max_age)
    if early := _early(headers, etag, found.uploaded_ms // 1000, ctx):
        return early
    headers |= {"Content-Type": kind}
    if ctx.method == "HEAD":
        return Response(headers=headers)
    body = await resized(await _body(found, None, ctx), kind, width, ctx)  # type: ignore[arg-type]
    return None if body is None else Response(body, media_type=None, headers=headers)


def _early(headers: dict[str, str], etag: str, modified: int, ctx: Ctx) -> Response | None:
    """The answer for a client that has the file; raises ``Problem`` 412."""
    status = status_of(ctx.header, etag, modified)
    if status == 412:
        raise Problem(412, "The file is another version than the one that was asked for.")
    return Response(status=304, headers=headers) if status == 304 else None


def _span(found: StoredObject, modified: int, ctx: Ctx) -> Span | None:
    """The part that is wanted; raises ``Problem`` 416. Only GET has parts (RFC 9110, 14.2)."""
    if ctx.method != "GET" or not range_applies(ctx.header("if-range"), found.etag, modified):
        return None
    try:
        return span_of(ctx.header("range"), found.size)
    except UnsatisfiableError as error:
        headers = {"Content-Range": f"bytes */{found.size}", "Accept-Ranges": "bytes"}
        detail = f"The file has {found.size:,} bytes, and none of those that were asked for."
        raise Problem(416, detail, headers=headers) from error


def _headers(found: StoredObject, etag: str, max_age: int) -> dict[str, str]:
    return SAFE | {
        "ETag": etag,
        "Last-Modified": formatdate(found.uploaded_ms // 1000, usegmt=True),
        "Cache-Control": f"private, max-age={max_age}",
        "Content-Disposition": disposition(_name(found)),
    }


def _name(found: StoredObject) -> str:
    ending = next((ends[0] for kind, ends in EXTENSIONS.items() if kind == found.media_type), "")
    return unquote(found.metadata.get(NAME, "")) or found.key + ending
