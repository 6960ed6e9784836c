"""Images of other hosts: fetched once, and nothing fetched that is not on the list, at any hop."""

from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import httpx
import pytest
from media_at_work import ADMIN, SAFE, SVG, link, refused

from fleet.dev.local import LocalFleet
from fleet.dev.providers.photos import picture

HOST = "photos.example.com"
FRONT = f"https://{HOST}/front.jpg"
MIB = 1 << 20


def called(fleet: LocalFleet) -> list[str]:
    """The URLs that were fetched, without the lookups of names."""
    sent = fleet.outbox(worker="media-proxy")
    return [each["url"] for each in sent if each["provider"] != "dns"]


def test_an_image_is_fetched_once_and_kept(fleet: LocalFleet, media: httpx.Client) -> None:
    target = link(media, url=FRONT)
    fresh, kept = media.get(target), media.get(target)
    for answer in (fresh, kept):
        assert (answer.status_code, answer.content) == (200, picture("/front.jpg"))
        assert answer.headers["content-type"] == "image/png"  # whatever the host and the name say
        for name, value in SAFE.items():
            assert answer.headers[name] == value
    assert fresh.headers["etag"] == kept.headers["etag"]
    assert called(fleet) == [FRONT]


def test_parts_and_heads_work_before_it_is_kept(media: httpx.Client) -> None:
    first = media.get(link(media, url=f"{FRONT}?1"), headers={"range": "bytes=0-3"})
    assert (first.status_code, first.content) == (206, b"\x89PNG")
    head = media.head(link(media, url=f"{FRONT}?2"))
    assert head.headers["content-length"] == str(len(picture("/front.jpg")))


@pytest.mark.parametrize(
    "path",
    ["/a%2Cb%20c.jpg?p1=1&p2=3", "/a,b.jpg", "/%E2%82%AC/%25.jpg?q=%26%3D+%2B", "/a;b?c=d/e"],
)
def test_the_host_is_asked_with_the_escapes_that_were_given(
    fleet: LocalFleet, media: httpx.Client, path: str
) -> None:
    assert media.get(link(media, url=f"https://{HOST}{path}")).status_code == 200
    assert called(fleet) == [f"https://{HOST}{path}"]


def test_another_source_needs_another_link(fleet: LocalFleet, media: httpx.Client) -> None:
    target = link(media, url=FRONT)
    other = target.replace(quote("front", safe=""), "other")
    refused(media.get(other), 403)
    refused(media.get(f"/fetch?url={quote(FRONT, safe='')}"), 403)
    assert called(fleet) == []


@pytest.mark.parametrize(
    "url",
    [
        "https://elsewhere.example.com/a.jpg",
        "https://photos.example.com.evil.example/a.jpg",
        "https://evilphotos.example.com/a.jpg",
        "https://listing-photos.example/a.jpg",  # only what is below it
        "http://photos.example.com/a.jpg",
        "https://photos.example.com:22/a.jpg",
        "https://photos.example.com@evil.example/a.jpg",
        "https://169.254.169.254/latest/meta-data",
        "https://[::ffff:127.0.0.1]/a.jpg",
        "https://2130706433/a.jpg",
        "https://localhost/a.jpg",
        "file:///etc/passwd",
        "photos.example.com/a.jpg",
    ],
)
def test_no_link_is_made_to_what_is_not_fetched(media: httpx.Client, url: str) -> None:
    refused(media.post("/api/links", json={"url": url}, headers=ADMIN), 422)


def test_hosts_below_an_allowed_name_are_allowed(media: httpx.Client) -> None:
    assert media.get(link(media, url="https://eu.listing-photos.example/a.jpg")).status_code == 200


REDIRECTS = [
    "https://169.254.169.254/latest/meta-data",
    "https://[::1]/",
    "https://[::ffff:7f00:1]/",
    "https://0x7f.1/",
    "https://127.0.0.1.nip.io/",
    "https://localtest.me/",
    "https://metadata.google.internal/",
    "https://elsewhere.example.com/a.jpg",
    "//169.254.169.254/",
    "http://photos.example.com/a.jpg",
    "https://photos.example.com:6379/",
    "ftp://photos.example.com/a.jpg",
    "https://photos.example.com@169.254.169.254/",
    "data:image/png;base64,iVBORw0KGgo=",
    "https:\\\\169.254.169.254\\",
    "",
]


@pytest.mark.parametrize("location", REDIRECTS)
@pytest.mark.parametrize("status", [302, 307])
def test_a_redirect_to_what_is_not_allowed_is_refused(
    fleet: LocalFleet, media: httpx.Client, location: str, status: int
) -> None:
    fleet.rule(HOST, status=status, headers={"location": location}, times=1)
    refused(media.get(link(media, url=FRONT)), 502)
    assert called(fleet) == [FRONT]  # and what it leads to saw nothing


def test_the_second_hop_is_checked_as_the_first(fleet: LocalFleet, media: httpx.Client) -> None:
    second = "eu.listing-photos.example"
    fleet.rule(HOST, status=301, headers={"location": f"https://{second}/b.jpg"})
    fleet.rule(second, status=302, headers={"location": "https://10.0.0.1/"})
    refused(media.get(link(media, url=FRONT)), 502)
    assert called(fleet) == [FRONT, f"https://{second}/b.jpg"]


def test_a_redirect_to_an_allowed_host_is_followed(fleet: LocalFleet, media: httpx.Client) -> None:
    fleet.rule(HOST, status=302, headers={"location": "../moved.jpg?x=1"}, times=1)
    answer = media.get(link(media, url=FRONT))
    assert answer.content == picture("/moved.jpg")
    assert called(fleet) == [FRONT, f"https://{HOST}/moved.jpg?x=1"]


def test_redirects_end(fleet: LocalFleet, media: httpx.Client) -> None:
    fleet.rule(HOST, status=302, headers={"location": "/again.jpg"})
    assert "too often" in refused(media.get(link(media, url=FRONT)), 502)
    assert len(called(fleet)) == 6


@pytest.mark.parametrize("address", ["10.0.0.1", "169.254.169.254", "127.0.0.1"])
def test_a_name_that_leads_inside_is_not_called(
    fleet: LocalFleet, media: httpx.Client, address: str
) -> None:
    answer = {"Status": 0, "Answer": [{"name": HOST, "type": 1, "data": address}]}
    fleet.rule("dns", status=200, body=answer)
    assert address in refused(media.get(link(media, url=FRONT)), 502)
    assert called(fleet) == []


def test_a_name_that_can_not_be_looked_up_is_not_called(
    fleet: LocalFleet, media: httpx.Client
) -> None:
    fleet.rule("dns", status=500)
    refused(media.get(link(media, url=FRONT)), 502)
    assert called(fleet) == []


@pytest.mark.parametrize("content", [SVG.decode(), "<!DOCTYPE html><p>no</p>", "plain", ""])
def test_what_is_no_image_is_not_passed_on(
    fleet: LocalFleet, media: httpx.Client, content: str
) -> None:
    # It says that it is one.
    fleet.rule(HOST, status=200, body=content, headers={"content-type": "image/png"})
    target = link(media, url=FRONT)
    refused(media.get(target), 502)
    refused(media.get(target), 502)
    assert fleet.r2("media-proxy").keys() == []


@pytest.mark.parametrize(("size", "status"), [(10 * MIB, 200), (10 * MIB + 1, 502)])
def test_a_large_image_is_taken_up_to_the_limit(
    fleet: LocalFleet, media: httpx.Client, size: int, status: int
) -> None:
    fleet.rule(HOST, status=200, body="GIF89a".ljust(size, "."))
    answer = media.get(link(media, url=FRONT))
    assert answer.status_code == status
    assert len(fleet.r2("media-proxy").keys()) == (status == 200)


def test_an_image_whose_length_nobody_knows_is_taken(media: httpx.Client) -> None:
    answer = media.get(link(media, url=f"https://{HOST}/packed/front.jpg"))
    assert (answer.status_code, answer.content) == (200, picture("/packed/front.jpg"))


@pytest.mark.parametrize(("told", "status"), [(404, 404), (410, 404), (403, 502), (500, 502)])
def test_what_a_host_refuses_is_not_asked_for_again_at_once(
    fleet: LocalFleet, media: httpx.Client, told: int, status: int
) -> None:
    fleet.rule(HOST, status=told, times=1)
    target = link(media, url=FRONT)
    first = refused(media.get(target), status)
    assert refused(media.get(target), status) == first
    assert called(fleet) == [FRONT]


def test_a_host_that_hangs_is_given_up(fleet: LocalFleet, media: httpx.Client) -> None:
    fleet.rule(HOST, delay_ms=15_000)
    refused(media.get(link(media, url=FRONT)), 504)


def test_a_copy_can_be_deleted(fleet: LocalFleet, media: httpx.Client) -> None:
    made = media.post("/api/links", json={"url": FRONT}, headers=ADMIN).json()
    target = link(media, url=FRONT)
    media.get(target)
    assert media.delete(f"/api/media/{made['id']}", headers=ADMIN).status_code == 204
    media.get(target)
    assert called(fleet) == [FRONT, FRONT]


@pytest.mark.parametrize(("status", "answered"), [(200, 200), (500, 502)])
def test_of_many_first_readers_one_calls_the_host(
    fleet: LocalFleet, media: httpx.Client, status: int, answered: int
) -> None:
    fleet.rule(HOST, status=status, body="GIF89a for all", delay_ms=700)
    target = link(media, url=FRONT)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: media.get(target), range(8)))
    assert {answer.status_code for answer in answers} == {answered}
    assert called(fleet) == [FRONT]
