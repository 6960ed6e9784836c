"""Uploads by signed links: the file that was announced, once, and nothing else."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlencode

import httpx
import pytest
from media_at_work import ADMIN, GIF, JPEG, PNG, SVG, prepare, refused, upload, within

from fleet.dev.local import LocalFleet

MIB = 1 << 20
TYPE = {"content-type": "image/png"}


def test_a_photo_is_uploaded_and_read(media: httpx.Client) -> None:
    links = prepare(media, len(PNG), name="front.png")
    answer = media.put(links["put"], content=PNG, headers=TYPE)
    assert answer.status_code == 201
    assert answer.json()["id"] == links["id"]
    assert (answer.json()["content_type"], answer.json()["size"]) == ("image/png", len(PNG))
    read = media.get(links["read"])
    assert (read.status_code, read.content) == (200, PNG)
    assert read.headers["content-type"] == "image/png"
    assert read.headers["etag"] == answer.json()["etag"]


def test_links_end_when_they_say(media: httpx.Client) -> None:
    links = prepare(media, 1)
    now = datetime.now(UTC)
    until = datetime.fromisoformat(links["expires_at"])
    assert timedelta(minutes=14) < until - now <= timedelta(minutes=15)
    readable = datetime.fromisoformat(links["read_expires_at"])
    assert timedelta(days=6, hours=23) < readable - now <= timedelta(days=7)
    assert f"exp={int(until.timestamp())}" in links["put"]
    assert f"exp={int(readable.timestamp())}" in links["read"]


def test_only_the_admin_makes_links_and_deletes(media: httpx.Client) -> None:
    for call in (
        lambda headers: media.post("/api/uploads", json={}, headers=headers),
        lambda headers: media.post("/api/links", json={}, headers=headers),
        lambda headers: media.delete("/api/media/med_x", headers=headers),
    ):
        assert call({}).status_code == 401
        assert call({"Authorization": "Bearer x"}).status_code == 403


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"content_type": "image/png", "size": 10 * MIB}, 201),
        ({"content_type": "image/png", "size": 10 * MIB + 1}, 413),
        ({"content_type": "image/png", "size": 0}, 422),
        ({"content_type": "image/svg+xml", "size": 9}, 422),
        ({"content_type": "text/html", "size": 9}, 422),
        ({"size": 9}, 422),
        ({"content_type": "image/png", "size": 9, "name": "x" * 151}, 422),
    ],
)
def test_what_can_be_announced(media: httpx.Client, asked: dict[str, object], status: int) -> None:
    assert media.post("/api/uploads", json=asked, headers=ADMIN).status_code == status


def test_the_largest_file_is_taken(media: httpx.Client) -> None:
    content = JPEG[:4] + bytes(10 * MIB - 4)
    assert media.get(upload(media, content, "image/jpeg")).content == content


def tampered(target: str) -> Iterator[str]:
    """Each parameter of a link changed, left out and doubled; another file; others' parameters."""
    path, _, query = target.partition("?")
    pairs = parse_qsl(query)
    for place, (name, value) in enumerate(pairs):
        other = str(int(value) + 1) if value.isdecimal() else value[:-1] + "AB"[value[-1] == "A"]
        rest = pairs[:place] + pairs[place + 1 :]
        for changed in ([*rest, (name, other)], [*rest, (name, "")], rest, [*pairs, (name, value)]):
            yield f"{path}?{urlencode(changed)}"
    yield f"{path}?{query}&extra=1"
    yield f"{path[:-1]}{'ab'[path[-1] == 'a']}?{query}"
    yield path


def test_a_link_that_was_tampered_with_is_refused(fleet: LocalFleet, media: httpx.Client) -> None:
    links = prepare(media, len(PNG), name="a.png")
    read = upload(media)
    forged = list(tampered(links["put"]))
    assert len(forged) == 5 * 4 + 3
    for target in forged:
        refused(media.put(target, content=PNG, headers=TYPE), 403)
    for target in tampered(read):
        refused(media.get(target), 403)
        assert media.head(target).status_code == 403
    assert fleet.r2("media-proxy").keys() == [read.split("?")[0].removeprefix("/m/")]
    assert media.put(links["put"], content=PNG, headers=TYPE).status_code == 201


def test_a_link_is_good_for_its_method_alone(media: httpx.Client) -> None:
    links = prepare(media, len(PNG))
    refused(media.get(links["put"]), 403)
    refused(media.put(links["read"], content=PNG, headers=TYPE), 403)
    assert media.delete(links["put"]).status_code == 405
    media.put(links["put"], content=PNG, headers=TYPE)
    refused(media.get(links["put"]), 403)
    assert media.get(links["read"]).status_code == 200


@pytest.mark.parametrize(
    ("content", "status"),
    [(PNG + b"x", 413), (PNG[:-1], 422), (b"", 422), (GIF + PNG[len(GIF) :], 415)],
)
@pytest.mark.parametrize("is_chunked", [False, True])
def test_another_size_or_type_is_refused(
    media: httpx.Client, content: bytes, status: int, is_chunked: bool
) -> None:
    links = prepare(media, len(PNG))
    sent = (content[at : at + 100] for at in range(0, len(content), 100)) if is_chunked else content
    statuses = (status, 415) if not content else (status,)  # nothing is of no type either
    refused(media.put(links["put"], content=sent, headers=TYPE), *statuses)
    assert media.get(links["read"]).status_code == 404
    # The link is as good as before.
    assert media.put(links["put"], content=PNG, headers=TYPE).status_code == 201


def test_a_body_of_unknown_length_is_taken(media: httpx.Client) -> None:
    links = prepare(media, len(PNG))
    pieces = (PNG[at : at + 10] for at in range(0, len(PNG), 10))
    assert media.put(links["put"], content=pieces, headers=TYPE).status_code == 201
    assert media.get(links["read"]).content == PNG


@pytest.mark.parametrize(
    "content",
    [SVG, b"<!DOCTYPE html><script>alert(1)</script>", b"%PDF-1.7 ", b"\0" * 80, b"\xff\xd8"],
)
def test_what_is_no_image_is_refused_whatever_it_says(media: httpx.Client, content: bytes) -> None:
    links = prepare(media, len(content))
    refused(media.put(links["put"], content=content, headers=TYPE), 415)
    assert media.get(links["read"]).status_code == 404


@pytest.mark.parametrize("kind", ["image/gif", "image/svg+xml", "text/html"])
def test_another_type_than_the_links_is_refused(media: httpx.Client, kind: str) -> None:
    links = prepare(media, len(PNG))
    refused(media.put(links["put"], content=PNG, headers={"content-type": kind}), 415)


def test_a_link_takes_one_file(media: httpx.Client) -> None:
    links = prepare(media, len(GIF), "image/gif")
    first = media.put(links["put"], content=GIF)
    assert first.status_code == 201
    other = GIF[:-1] + b"x"
    assert "before" in refused(media.put(links["put"], content=other), 409)
    assert media.get(links["read"]).content == GIF


def test_a_name_is_told_in_every_alphabet(media: httpx.Client) -> None:
    read = upload(media, name='../Küche "groß" 🏠.html')
    told = media.get(read).headers["content-disposition"]
    assert told == (
        'inline; filename="K_che _gro__ _.html.png"; '
        "filename*=UTF-8''K%C3%BCche%20_gro%C3%9F_%20%F0%9F%8F%A0.html.png"
    )


def test_deleted_is_gone(media: httpx.Client) -> None:
    links = prepare(media, len(PNG))
    media.put(links["put"], content=PNG, headers=TYPE)
    assert media.delete(f"/api/media/{links['id']}", headers=ADMIN).status_code == 204
    refused(media.get(links["read"]), 404)
    refused(media.put(links["put"], content=PNG, headers=TYPE), 409)
    refused(media.get(links["read"]), 404)
    refused(media.delete(f"/api/media/{links['id']}", headers=ADMIN), 404)
    refused(media.post("/api/links", json={"id": links["id"]}, headers=ADMIN), 404)


def test_another_link_to_a_file_can_be_had(media: httpx.Client) -> None:
    links = prepare(media, len(PNG))
    media.put(links["put"], content=PNG, headers=TYPE)
    asked = {"id": links["id"], "expires_in": 60}
    answer = media.post("/api/links", json=asked, headers=ADMIN).json()
    assert media.get(within(answer["url"])).content == PNG
    told = media.get(within(answer["url"])).headers["cache-control"]
    assert 50 <= int(told.removeprefix("private, max-age=")) <= 60


def test_a_part_of_a_file_is_refused_and_the_link_is_as_good_as_before(media: httpx.Client) -> None:
    links = prepare(media, len(PNG))
    part = TYPE | {"content-range": f"bytes 0-{len(PNG) - 1}/{len(PNG) * 2}"}
    assert "Content-Range" in refused(media.put(links["put"], content=PNG, headers=part), 400)
    assert media.put(links["put"], content=PNG, headers=TYPE).status_code == 201


@pytest.mark.parametrize(
    ("condition", "value", "first", "second"),
    [
        ("if-none-match", "*", 201, 412),
        ("if-none-match", '"other"', 201, 409),
        ("if-match", "*", 412, 409),
        ("if-match", '"other"', 412, 412),
        ("if-unmodified-since", "Thu, 01 Jan 2015 00:00:00 GMT", 201, 412),
    ],
)
def test_an_upload_holds_to_its_conditions(
    media: httpx.Client, condition: str, value: str, first: int, second: int
) -> None:
    links = prepare(media, len(PNG))
    under = TYPE | {condition: value}
    assert media.put(links["put"], content=PNG, headers=under).status_code == first
    if first != 201:
        assert media.put(links["put"], content=PNG, headers=TYPE).status_code == 201
    assert media.put(links["put"], content=PNG, headers=under).status_code == second
    assert media.get(links["read"]).content == PNG


@pytest.mark.parametrize("added", ["w=1", "w=", "x=1", "exp=9999999999"])
def test_an_upload_link_takes_no_parameter_that_is_not_signed(
    media: httpx.Client, added: str
) -> None:
    links = prepare(media, len(PNG))
    refused(media.put(f"{links['put']}&{added}", content=PNG, headers=TYPE), 403)
    assert media.put(links["put"], content=PNG, headers=TYPE).status_code == 201
