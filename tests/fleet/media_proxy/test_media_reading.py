"""Reading by signed links: parts, versions, heads, and streams that no memory holds."""

import hashlib
from email.utils import formatdate, parsedate_to_datetime

import httpx
import pytest
from media_at_work import GIF, JPEG, PNG, SAFE, refused, upload
from media_at_work import link as link_to

from fleet.bench.memory import workerd_bytes
from fleet.dev.local import LocalFleet

MIB = 1 << 20
SIZE = len(JPEG)


@pytest.fixture
def jpeg(media: httpx.Client) -> str:
    """A link to a JPEG of 5,004 bytes."""
    return upload(media, JPEG, "image/jpeg")


def part(media: httpx.Client, target: str, wanted: str, **more: str) -> httpx.Response:
    headers = {"range": wanted} | {name.replace("_", "-"): text for name, text in more.items()}
    return media.get(target, headers=headers)


@pytest.mark.parametrize(
    ("wanted", "first", "last"),
    [
        *(("bytes=0-0", 0, 0), ("bytes=0-1023", 0, 1023), ("bytes=5000-", 5000, SIZE - 1)),
        *(("bytes=-1", SIZE - 1, SIZE - 1), ("bytes=-99999", 0, SIZE - 1)),
        *(("bytes=4000-99999", 4000, SIZE - 1), ("bytes=0-9, 10-19", 0, 19)),
    ],
)
def test_a_part_is_answered(
    media: httpx.Client, jpeg: str, wanted: str, first: int, last: int
) -> None:
    answer = part(media, jpeg, wanted)
    assert (answer.status_code, answer.content) == (206, JPEG[first : last + 1])
    assert answer.headers["content-range"] == f"bytes {first}-{last}/{SIZE}"
    assert answer.headers["content-length"] == str(last - first + 1)
    whole = media.get(jpeg)
    for name in ("etag", "last-modified", "content-type", "content-disposition", *SAFE):
        assert answer.headers[name] == whole.headers[name]


@pytest.mark.parametrize("wanted", ["bytes=,", "bytes=5-4", "lines=0-0", "bytes=0-0,-1", "x"])
def test_what_is_no_range_is_answered_whole(media: httpx.Client, jpeg: str, wanted: str) -> None:
    answer = part(media, jpeg, wanted)
    assert (answer.status_code, answer.content) == (200, JPEG)
    assert answer.headers["accept-ranges"] == "bytes"
    assert "content-range" not in answer.headers


@pytest.mark.parametrize("wanted", [f"bytes={SIZE}-", "bytes=-0"])
def test_a_range_beyond_the_end_is_416(media: httpx.Client, jpeg: str, wanted: str) -> None:
    answer = part(media, jpeg, wanted)
    refused(answer, 416)
    assert answer.headers["content-range"] == f"bytes */{SIZE}"


def test_if_range_answers_a_part_of_the_same_version_only(media: httpx.Client, jpeg: str) -> None:
    whole = media.get(jpeg)
    etag, modified = whole.headers["etag"], whole.headers["last-modified"]
    before = formatdate(parsedate_to_datetime(modified).timestamp() - 1, usegmt=True)
    for same in (etag, modified):
        assert part(media, jpeg, "bytes=0-0", if_range=same).status_code == 206
    for other in (f"W/{etag}", '"another"', before, "soon"):
        answer = part(media, jpeg, "bytes=0-0", if_range=other)
        assert (answer.status_code, answer.content) == (200, JPEG)
    # Of another version no part is beyond the end either.
    assert part(media, jpeg, "bytes=9999-", if_range='"another"').status_code == 200


def test_a_client_that_has_it_is_told_so(media: httpx.Client, jpeg: str) -> None:
    whole = media.get(jpeg)
    etag, modified = whole.headers["etag"], whole.headers["last-modified"]
    for method in ("GET", "HEAD"):
        for tags in (etag, f"W/{etag}", f'"x", {etag}', f'W/"x",W/{etag}', "*"):
            answer = media.request(method, jpeg, headers={"if-none-match": tags})
            assert (answer.status_code, answer.content) == (304, b"")
            for name in ("etag", "cache-control", "last-modified", "vary", *SAFE):
                assert name in answer.headers
        since = {"if-modified-since": modified}
        assert media.request(method, jpeg, headers=since).status_code == 304
    assert media.get(jpeg, headers={"if-none-match": '"x"'} | since).status_code == 200
    assert part(media, jpeg, "bytes=0-0", if_none_match=etag).status_code == 304
    assert part(media, jpeg, "bytes=9999-", if_none_match=etag).status_code == 304


def test_a_client_that_wants_another_version_is_refused(media: httpx.Client, jpeg: str) -> None:
    etag = media.get(jpeg).headers["etag"]
    for tags in (f"W/{etag}", '"x"'):
        refused(part(media, jpeg, "bytes=0-0", if_match=tags), 412)
    assert part(media, jpeg, "bytes=0-0", if_match=f'"x", {etag}').status_code == 206
    old = {"if-unmodified-since": "Mon, 01 Jan 2024 00:00:00 GMT"}
    refused(media.get(jpeg, headers=old), 412)


def test_a_head_is_that_of_the_whole(media: httpx.Client, jpeg: str) -> None:
    whole, head = media.get(jpeg), media.head(jpeg, headers={"range": "bytes=0-0"})
    assert (head.status_code, head.content) == (200, b"")
    changing = {"date", "x-request-id", "cache-control"}
    assert {k: v for k, v in head.headers.items() if k not in changing} == {
        k: v for k, v in whole.headers.items() if k not in changing
    }
    assert head.headers["content-length"] == str(SIZE)


def test_an_answer_can_do_nothing_on_a_page(media: httpx.Client, jpeg: str) -> None:
    for answer in (media.get(jpeg), media.head(jpeg), part(media, jpeg, "bytes=0-9")):
        for name, value in SAFE.items():
            assert answer.headers[name] == value
        assert answer.headers["content-disposition"].startswith("inline; filename=")


def test_a_stranger_s_page_may_show_it_and_not_read_it(media: httpx.Client, jpeg: str) -> None:
    answer = media.get(jpeg, headers={"origin": "https://stranger.example"})
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert "access-control-allow-origin" not in answer.headers


def test_a_smaller_image_is_made(media: httpx.Client) -> None:
    read = upload(media)
    small = media.get(f"{read}&w=300")
    assert small.status_code == 200
    assert small.headers["content-type"] == "image/png"
    assert int.from_bytes(small.content[16:20]) == 320  # the next step
    assert small.headers["etag"] != media.get(read).headers["etag"]
    again = media.get(f"{read}&w=310", headers={"if-none-match": small.headers["etag"]})
    assert again.status_code == 304
    head = media.head(f"{read}&w=300")
    assert head.headers["etag"] == small.headers["etag"]
    for name, value in SAFE.items():
        assert small.headers[name] == value


def test_an_image_is_never_made_larger(media: httpx.Client) -> None:
    made = media.get(f"{upload(media)}&w=2000")
    assert int.from_bytes(made.content[16:20]) == 800


def test_what_can_not_be_made_smaller_is_answered_as_it_is(media: httpx.Client) -> None:
    for content, kind in ((GIF, "image/gif"), (JPEG, "image/jpeg")):  # that JPEG is a broken one
        read = upload(media, content, kind)
        small = media.get(f"{read}&w=100")
        assert (small.status_code, small.content) == (200, content)
        assert small.headers["etag"] == media.get(read).headers["etag"]


@pytest.mark.parametrize("width", ["0", "-1", "4097", "x", "1.5"])
def test_a_width_is_a_number_of_pixels(media: httpx.Client, width: str) -> None:
    refused(media.get(f"{upload(media)}&w={width}"), 422)


def test_a_large_file_is_streamed_and_never_held(fleet: LocalFleet, media: httpx.Client) -> None:
    content = JPEG + b"".join(hashlib.sha256(n.to_bytes(2)).digest() * 1024 for n in range(24 * 32))
    media_id = "med_aaaaaaaaaaaaaaaaaaaaaaaaaa"
    fleet.r2("media-proxy").put(media_id, content)
    target = link_to(media, id=media_id)
    assert (
        part(media, target, f"bytes={20 * MIB}-{20 * MIB + 99}").content
        == (content[20 * MIB : 20 * MIB + 100])
    )
    assert media.head(target).headers["content-length"] == str(len(content))

    def read_whole() -> str:
        digest = hashlib.sha256()
        with media.stream("GET", target) as answer:
            for piece in answer.iter_bytes():
                digest.update(piece)
        return digest.hexdigest()

    expected = hashlib.sha256(content).hexdigest()
    assert read_whole() == expected
    group = fleet.dev.runtime.pid
    before = workerd_bytes(group)
    for _ in range(8):
        assert read_whole() == expected
    # Eight times 24 MB have passed; what is left of them is less than one of them.
    assert workerd_bytes(group) - before < 12 * MIB


def test_a_reader_that_is_slow_holds_nothing_up(fleet: LocalFleet, media: httpx.Client) -> None:
    content = JPEG + bytes(24 * MIB)
    media_id = "med_bbbbbbbbbbbbbbbbbbbbbbbbbb"
    fleet.r2("media-proxy").put(media_id, content)
    target, group = link_to(media, id=media_id), fleet.dev.runtime.pid
    small = upload(media)
    with media.stream("GET", target) as answer:
        pieces = answer.iter_bytes(65536)
        next(pieces)
        before = workerd_bytes(group)
        with fleet.worker("media-proxy") as other:
            for _ in range(20):
                assert other.get(small).content == PNG
        assert workerd_bytes(group) - before < 12 * MIB
        assert 65536 + sum(map(len, pieces)) == len(content)
