"""media-proxy: property photos, uploaded and read by signed links, and copies from other hosts."""

from typing import Annotated

from pydantic import Field

from contracts.media import Link, Media, NewLink, NewUpload, Upload
from edgekit import App, Body, ByteStream, FieldError, PlatformError, Problem, Response
from edgekit.public_urls import RefusedUrl
from media_links import Signed, at, ends
from media_resizing import WIDEST
from media_serving import DELETED, answer, bucket, is_there, store_is_down
from media_sources import COPY, allowed_url, brought, key_of
from media_uploads import DAY, path_of, prepared, taken
from media_vars import Ctx, MediaVars

Id = Annotated[str, Field(max_length=64)]
IMAGES = "image/jpeg, image/png, image/gif, image/webp, image/avif, image/heic"
Own = Annotated[str, Field(max_length=200, description="The link's own; use it as it is.")]
Width = Annotated[
    int | None,
    Field(
        ge=1,
        le=WIDEST,
        description="Pixels: an image that is wider is made about so wide, where the platform "
        "does that. It may be added to a link.",
    ),
]
SHOWN = {"also": (206, 304), "media_type": "image/*", "limit": "RATE_LIMITER"}
SIGNED = (403, 410)

app = App(
    "media-proxy",
    version="1.0.0",
    summary="Property photos, uploaded and read by signed links.",
    vars=MediaVars,
    essential=("MEDIA",),
)


@app.post("/api/uploads", status=201, admin=True)
def create_upload(body: NewUpload, ctx: Ctx) -> Upload:
    """Make a link that takes one file of this type and size, and one to read it by."""
    return prepared(body, ctx)


@app.post("/api/links", status=201, admin=True, errors=(404, 503))
async def create_link(body: NewLink, ctx: Ctx) -> Link:
    """Make a link to read a file by, or the image of an allowed host's URL."""
    seconds = body.expires_in or ctx.vars.read_days * DAY
    until, links = ends(ctx, seconds), Signed(ctx)
    if body.url is not None:
        try:
            source = allowed_url(body.url, ctx)
        except RefusedUrl as refused:
            told = [FieldError("/url", "is not a URL whose image is fetched")]
            raise Problem(422, str(refused), errors=told) from refused
        url = links.url("GET", "/fetch", until, url=source.text)
        return Link(id=key_of(source), url=url, expires_at=at(until))
    assert body.id is not None
    await _must_be_there(body.id, ctx)
    return Link(id=body.id, url=links.url("GET", path_of(body.id), until), expires_at=at(until))


@app.put("/m/{media_id}", status=201, errors=(*SIGNED, 409, 412, 422, 503), limit="RATE_LIMITER")
async def upload_media(
    media_id: Id,
    body: Annotated[ByteStream, Body(IMAGES)],
    ctx: Ctx,
    content_type: Own = "",
    size: Own = "",
    name: Own = "",
    exp: Own = "",
    sig: Own = "",
) -> Media:
    """Upload the file that a link was made for: of its type, by its content, and of its size.

    A link takes one file, whole; another needs another link.
    """
    return await taken(media_id, body, ctx)


@app.get("/m/{media_id}", errors=(*SIGNED, 404, 412, 416, 503), **SHOWN)
async def read_media(
    media_id: Id, ctx: Ctx, exp: Own = "", sig: Own = "", w: Width = None
) -> Response:
    """Read a file by its link: all of it, or the part that `Range` asks for."""
    Signed(ctx).check()
    return await answer(media_id, _seconds_to(exp, ctx), w, ctx)


@app.get("/fetch", errors=(*SIGNED, 404, 412, 416, 502, 503, 504), **SHOWN)
async def read_source(
    ctx: Ctx, url: str = "", exp: Own = "", sig: Own = "", w: Width = None
) -> Response:
    """Read the image of an allowed host by a link: it is fetched once, and then kept.

    Each redirect of the host has to lead to an allowed host too, and to a public address.
    """
    Signed(ctx).check()
    key = await brought(url, ctx)
    kept_for = min(_seconds_to(exp, ctx), ctx.vars.fetched_hours * 3600)
    return await answer(key, kept_for, w, ctx)


@app.delete("/api/media/{media_id}", status=204, admin=True, errors=(404, 503))
async def delete_media(media_id: Id, ctx: Ctx) -> None:
    """Delete a file for good: no link opens it any more, and none puts another in its place.

    Of a copy only what is kept is deleted: its link fetches the image anew.
    """
    await _must_be_there(media_id, ctx)
    store = bucket(ctx)
    try:
        if media_id.startswith(COPY):
            await store.delete(media_id)
        else:
            await store.put_empty(media_id, media_type=DELETED)
    except PlatformError as error:
        raise store_is_down(error, ctx) from error


async def _must_be_there(media_id: str, ctx: Ctx) -> None:
    try:
        found = await bucket(ctx).head(media_id)
    except PlatformError as error:
        raise store_is_down(error, ctx) from error
    if not is_there(found):
        raise Problem(404, "There is no such file; it may have been deleted.")


def _seconds_to(exp: str, ctx: Ctx) -> int:
    """How long a link that was checked is still good."""
    return max(0, int(exp) - ctx.started_ms // 1000)


on_fetch = app.on_fetch
