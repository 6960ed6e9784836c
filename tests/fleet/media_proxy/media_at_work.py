"""Files, links and uploads that the tests of media-proxy share."""

from typing import Any

import httpx

from fleet.dev.providers.photos import picture

ADMIN = {"Authorization": "Bearer dev-admin-token"}
PNG = picture("/front")
GIF = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;"
JPEG = b"\xff\xd8\xff\xe0" + bytes(number * 7 % 256 for number in range(5000))
SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
SAFE = {
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; sandbox",
}


def within(url: str) -> str:
    """The path and query of a link."""
    return "/" + url.split("/", 3)[3]


def prepare(media: httpx.Client, size: int, kind: str = "image/png", **more: Any) -> dict[str, Any]:
    """Have links made; `put` and `read` are those within the worker."""
    asked = {"content_type": kind, "size": size, **more}
    answer = media.post("/api/uploads", json=asked, headers=ADMIN)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found | {"put": within(found["upload_url"]), "read": within(found["read_url"])}


def upload(media: httpx.Client, content: bytes = PNG, kind: str = "image/png", **more: Any) -> str:
    """Upload a file; the link to read it by."""
    links = prepare(media, len(content), kind, **more)
    answer = media.put(links["put"], content=content, headers={"content-type": kind})
    assert answer.status_code == 201, answer.text
    return str(links["read"])


def link(media: httpx.Client, **asked: Any) -> str:
    """A link to read by."""
    answer = media.post("/api/links", json=asked, headers=ADMIN)
    assert answer.status_code == 201, answer.text
    return within(answer.json()["url"])


def refused(answer: httpx.Response, *statuses: int) -> str:
    """Why a request was refused."""
    assert answer.status_code in statuses, (answer.status_code, answer.text)
    assert answer.headers["content-type"] == "application/problem+json"
    return str(answer.json()["detail"])
