"""Uploads: a link is made for one file of one type and size, and takes that, once."""

from urllib.parse import quote

from contracts.media import Media, NewUpload, Upload
from edgekit import ByteStream, PlatformError, Problem, StoredObject, new_id
from media_conditions import may_write
from media_links import Signed, at, ends
from media_names import clean_name
from media_serving import NAME, bucket, is_there, store_is_down
from media_types import LOOKED_AT, kind_of
from media_vars import Ctx

DAY = 86_400
PIECE_MS = 30_000  # for the first bytes of a file
WHOLE_MS = 300_000
TOO_MANY, TOO_FEW = "too many bytes", "did not see all expected bytes"
"""What the platform's ``FixedLengthStream`` says of a body of another length."""


def path_of(media_id: str) -> str:
    """Where a file is taken and answered."""
    return f"/m/{media_id}"


def prepared(wanted: NewUpload, ctx: Ctx) -> Upload:
    """Links to upload a file and to read it; raises ``Problem`` 413."""
    if wanted.size > ctx.vars.max_bytes:
        raise Problem(413, f"The file is too large; the limit is {ctx.vars.max_bytes:,} bytes.")
    media_id = new_id("med")
    path, links = path_of(media_id), Signed(ctx)
    until = ends(ctx, ctx.vars.upload_minutes * 60)
    readable_until = ends(ctx, ctx.vars.read_days * DAY)
    bound: dict[str, str | int] = {"content_type": wanted.content_type, "size": wanted.size}
    if name := clean_name(wanted.name, wanted.content_type):
        bound["name"] = name
    return Upload(
        id=media_id,
        upload_url=links.url("PUT", path, until, **bound),
        read_url=links.url("GET", path, readable_until),
        expires_at=at(until),
        read_expires_at=at(readable_until),
    )


async def taken(media_id: str, content: ByteStream, ctx: Ctx) -> Media:
    """Store what comes by a link, as it comes. Raises ``Problem``.

    400: it is a part of a file (RFC 9110, 14.5); 403, 410: the link does not permit it; 409: a file
    is there; 412: a condition is not met (RFC 9110, 13.1); 413, 422: it is longer or shorter than
    it was to be; 415: it is of another type; 503: the store can't be reached.
    """
    bound = Signed(ctx).check()
    if ctx.header("content-range") is not None:
        raise Problem(400, "A file is taken whole: send it without Content-Range.")
    kind, size = bound["content_type"], int(bound["size"])
    given = ctx.content_type.partition(";")[0].strip().lower()
    if given and given != kind:
        raise Problem(415, f"This link takes {kind}, and the request says {given}.")
    if (told := content.length) is not None and told != size:
        raise _other_length(told > size, size)
    try:
        store = bucket(ctx)
        _check_conditions(found := await store.head(media_id), ctx)
        if found is not None:
            raise _is_there()
        beginning = await content.beginning(min(LOOKED_AT, size), PIECE_MS)
        _check_kind(beginning, kind)
        stored = await store.put(
            media_id,
            content,
            size,
            media_type=kind,
            timeout_ms=WHOLE_MS,
            metadata={NAME: quote(bound["name"])} if "name" in bound else None,
            replace=False,
        )
    except PlatformError as error:
        raise _untaken(error, size, ctx) from error
    if stored is None:
        _check_conditions(await _there_now(media_id, ctx), ctx)
        raise _is_there()
    return Media(id=media_id, content_type=kind, size=stored.size, etag=stored.etag)


async def _there_now(media_id: str, ctx: Ctx) -> StoredObject | None:
    """The file that came first."""
    try:
        return await bucket(ctx).head(media_id)
    except PlatformError as error:
        raise store_is_down(error, ctx) from error


def _check_conditions(found: StoredObject | None, ctx: Ctx) -> None:
    """Raises ``Problem`` 412; what a deleted file has left is no file."""
    there = found if is_there(found) else None
    etag, modified = (there.etag, there.uploaded_ms // 1000) if there else (None, 0)
    if not may_write(ctx.header, etag, modified):
        raise Problem(
            412, "The file is not as the request's condition wants it; it stays as it is."
        )


def _other_length(is_longer: bool, size: int) -> Problem:
    compared = "longer" if is_longer else "shorter"
    detail = f"This link takes {size:,} bytes, and the file is {compared}."
    return Problem(413 if is_longer else 422, detail)


def _check_kind(beginning: bytes, kind: str) -> None:
    found = kind_of(beginning)
    if found is None:
        raise Problem(415, "The file is none of the kinds of images that are kept.")
    if found != kind:
        raise Problem(415, f"This link takes {kind}, and the file is {found}.")


def _is_there() -> Problem:
    return Problem(409, "A file was uploaded by this link before; ask for a new one.")


def _untaken(error: PlatformError, size: int, ctx: Ctx) -> Problem:
    text = str(error)
    if TOO_MANY in text or TOO_FEW in text:
        return _other_length(TOO_MANY in text, size)
    return store_is_down(error, ctx)
