"""Copies that are old: fetched anew, and answered for longer where the host fails."""

from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest
from media_at_work import link, refused

from fleet.dev.local import LocalFleet, quiet, run_locally
from fleet.dev.options import Variables
from fleet.dev.providers.photos import picture

HOST = "photos.example.com"
FRONT = f"https://{HOST}/front.jpg"


@pytest.fixture(scope="module")
def forgetful(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalFleet]:
    """A media-proxy whose copies are old at once."""
    options = quiet(tmp_path_factory.mktemp("forgetful"))
    given = Variables(own={"media-proxy": {"FETCHED_HOURS": "0"}})
    with run_locally(replace(options, only=("media-proxy",), variables=given)) as fleet:
        yield fleet


@pytest.fixture
def media(forgetful: LocalFleet) -> Iterator[httpx.Client]:
    """A client of it, with empty stores."""
    forgetful.reset()
    with forgetful.worker("media-proxy") as client:
        yield client


def test_an_old_copy_is_fetched_anew(forgetful: LocalFleet, media: httpx.Client) -> None:
    forgetful.rule(HOST, status=200, body="GIF89a before", times=1)
    target = link(media, url=FRONT)
    assert media.get(target).content == b"GIF89a before"
    assert media.get(target).content == picture("/front.jpg")


@pytest.mark.parametrize("rule", [{"status": 500}, {"status": 404}, {"status": 200, "body": "no"}])
def test_an_old_copy_is_better_than_none(
    forgetful: LocalFleet, media: httpx.Client, rule: dict[str, object]
) -> None:
    target = link(media, url=FRONT)
    assert media.get(target).status_code == 200
    forgetful.rule(HOST, **rule)
    assert media.get(target).content == picture("/front.jpg")
    refused(media.get(link(media, url=f"{FRONT}?other")), 502, 404)
