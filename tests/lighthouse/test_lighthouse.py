"""Lighthouse (https://developer.chrome.com/docs/lighthouse) on every page, with a phone's settings.

`make lighthouse` runs this and prints the figures; `make test` does not: a page takes a quarter of
a minute, and a machine that is busy with other tests would spoil its times.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from fleet.dev.local import LocalFleet

from ..browser.chromium import find_chromium
from ..browser.site_tour import FOR_ALL, FOR_SOME, Tour

PROGRAMS = Path(__file__).resolve().parents[2] / "node_modules" / ".bin"
LEAST = 98
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
CHROME = "--headless --no-sandbox --disable-gpu --disable-dev-shm-usage"
# No search engine shall show somebody's offer: that these pages say so is no fault of theirs.
NOT_FOR_ALL = ("--skip-audits=is-crawlable",)
OWN = ("an offer", "a house to look at", "a booking")
# Lighthouse gives no figures for a page that is answered 404.
MEASURED = tuple(path for path in FOR_SOME if path != "/404")


def scores(url: str, *options: str) -> dict[str, int]:
    """What Lighthouse says of a page, from 0 to 100."""
    command = ["lighthouse", url, "--quiet", "--output=json", f"--chrome-flags={CHROME}"]
    told = subprocess.run(
        [*command, f"--only-categories={','.join(CATEGORIES)}", *options],
        env=os.environ
        | {"PATH": f"{PROGRAMS}:{os.environ['PATH']}", "CHROME_PATH": str(find_chromium())},
        capture_output=True,
        check=True,
        text=True,
    )
    report = json.loads(told.stdout)
    return {name: round(100 * report["categories"][name]["score"]) for name in CATEGORIES}


@pytest.mark.parametrize("path", [*FOR_ALL, *MEASURED, *OWN])
def test_a_page_is_as_good_as_lighthouse_can_tell(fleet: LocalFleet, path: str) -> None:
    site = f"http://localhost:{fleet.port}"
    with Tour.of(site) as tour:
        place = tour.own_paths()[OWN.index(path)] if path in OWN else path
        tour.page(place)  # that a worker has only just started is no fault of its page
    found = scores(site + place, *(() if path in FOR_ALL else NOT_FOR_ALL))
    sys.stdout.write(f"\n| `{path}` | {' | '.join(map(str, found.values()))} |")
    assert min(found.values()) >= LEAST, found
