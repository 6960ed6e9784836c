"""Bodies that pass through as they come, and the objects of R2, whichever way across is taken."""

import time
from collections.abc import Iterator

import httpx
import pytest

MIB = 1 << 20
BIG = bytes(number % 251 for number in range(4099)) * 2600  # about 10 MB: two parts and a bit


def in_pieces(content: bytes, size: int = 65_536) -> Iterator[bytes]:
    """A body of which nobody is told how long it will be."""
    return (content[at : at + size] for at in range(0, len(content), size))


def put(kitchen: httpx.Client, content: bytes | Iterator[bytes], **asked: int) -> httpx.Response:
    kind = {"content-type": "image/x-pie"}
    return kitchen.put("/larder/pie", params=asked, content=content, headers=kind)


@pytest.mark.parametrize("looked_at", [0, 3, 900])
def test_a_body_is_stored_as_it_comes(kitchen: httpx.Client, looked_at: int) -> None:
    content = BIG[:800]
    stored = put(kitchen, content, size=800, looked_at=looked_at)
    assert stored.status_code == 201, stored.text
    told = stored.json()
    assert (told["size"], told["media_type"]) == (800, "image/x-pie")
    assert told["seen"] == content[:looked_at].hex()
    assert abs(told["uploaded_ms"] / 1000 - time.time()) < 60
    assert told["etag"].startswith('"')
    assert kitchen.get("/larder/pie").content == content
    assert kitchen.get("/larder-of/pie").json() == told


def test_a_part_of_an_object_can_be_had(kitchen: httpx.Client) -> None:
    put(kitchen, BIG[:4000], size=4000)
    some = kitchen.get("/larder/pie", params={"offset": 10, "length": 5})
    assert (some.content, some.headers["content-type"]) == (BIG[10:15], "image/x-pie")
    assert kitchen.get("/larder/pie", params={"offset": 3990}).content == BIG[3990:4000]


@pytest.mark.parametrize("looked_at", [0, 3, 50])
@pytest.mark.parametrize("size", [9, 11])
def test_a_body_of_another_length_is_not_stored(
    kitchen: httpx.Client, size: int, looked_at: int
) -> None:
    for content in (BIG[:10], in_pieces(BIG[:10], 4)):
        assert put(kitchen, content, size=size, looked_at=looked_at).status_code == 500
        assert kitchen.get("/larder-of/pie").text == ""


def test_what_is_there_may_be_kept(kitchen: httpx.Client) -> None:
    assert put(kitchen, b"one", size=3, replace=False).status_code == 201
    assert put(kitchen, b"two", size=3, replace=False).status_code == 409
    assert kitchen.get("/larder/pie").content == b"one"
    assert put(kitchen, b"two", size=3).status_code == 201
    assert kitchen.get("/larder/pie").content == b"two"


def test_deleted_is_gone(kitchen: httpx.Client) -> None:
    put(kitchen, b"one", size=3)
    for _ in range(2):
        assert kitchen.delete("/larder/pie").status_code == 204
    assert kitchen.get("/larder/pie").status_code == 404
    assert kitchen.get("/larder-of/pie").text == ""


def test_a_body_of_unknown_length_is_stored_in_parts(kitchen: httpx.Client) -> None:
    stored = put(kitchen, in_pieces(BIG))
    assert stored.json()["size"] == len(BIG)
    assert kitchen.get("/larder/pie").content == BIG


def test_a_body_over_the_limit_leaves_nothing_behind(kitchen: httpx.Client) -> None:
    assert put(kitchen, in_pieces(bytes(12 * MIB + 1))).status_code == 500
    assert kitchen.get("/larder-of/pie").text == ""
    assert put(kitchen, in_pieces(bytes(12 * MIB))).status_code == 201


def test_a_body_is_read_in_parts_of_one_size(kitchen: httpx.Client) -> None:
    kind = {"content-type": "text/plain"}
    told = kitchen.put("/sink", content=in_pieces(BIG[:2500], 300), headers=kind).json()
    assert told == {"length": None, "parts": [1000, 1000, 500]}
    assert kitchen.put("/sink", content=b"", headers=kind).json() == {"length": 0, "parts": []}
    assert kitchen.put("/sink", content=b"a", headers=kind).json() == {"length": 1, "parts": [1]}


def test_a_body_of_another_type_is_refused(kitchen: httpx.Client) -> None:
    answer = kitchen.put("/sink", content=b"x", headers={"content-type": "image/png"})
    assert answer.status_code == 415


def test_a_body_may_stay_unread(kitchen: httpx.Client) -> None:
    for _ in range(3):
        answer = kitchen.put("/shelf", content=BIG[:MIB], headers={"content-type": "image/x-pie"})
        assert (answer.status_code, answer.text) == (200, "image/x-pie")
