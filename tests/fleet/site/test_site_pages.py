"""Every page: its headers, its weight, and what it says when a worker is down."""

from pathlib import Path

import httpx
import pytest

from fleet.dev.client import eventually
from fleet.dev.local import LocalFleet

PAGES = ("/", "/offer", "/playbook", "/playbook/reading-a-net-sheet", "/book", "/contact",
         "/privacy", "/unsubscribe")  # fmt: skip
FILES = Path(__file__).resolve().parents[3] / "workers" / "site" / "public"
PHONE = "(206) 555-0199"


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_there_light_and_locked(site: httpx.Client, path: str) -> None:
    page = site.get(path)
    assert page.status_code == 200
    files = sum((FILES / name).stat().st_size for name in ("site.css", "site.js", "icon.svg"))
    assert len(page.content) + files < 100_000
    policy = page.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert page.headers["strict-transport-security"].startswith("max-age=63072000")
    assert page.headers["x-content-type-options"] == "nosniff"
    assert "camera=()" in page.headers["permissions-policy"]
    assert "referrer-policy" in page.headers
    assert "style=" not in page.text
    assert "<style" not in page.text
    assert '<meta property="og:title"' in page.text


@pytest.mark.parametrize(
    "path",
    ["/nothing", "/404", "/offer/", "/playbook/none", "/book?booking=booking_none&token=x",
     "//evil.example", "/%2f%2fevil.example", "/\\evil.example", "/index.html",
     "/offer/quote_none", "/playbook/%2e%2e",
        "/playbook/reading-a-net-sheet.md",
        "/offer/%20",
        "/book?booking=%20&token=x"],
)  # fmt: skip
def test_what_is_no_page_is_404_and_leads_nowhere_else(site: httpx.Client, path: str) -> None:
    response = site.get(httpx.URL(f"http://{site.base_url.host}:{site.base_url.port}").copy_with(
        raw_path=path.encode()))  # fmt: skip
    assert (response.status_code, "location" in response.headers) == (404, False)
    assert "There is no page here" in response.text


def test_the_bare_address_of_the_fleet_is_the_site(fleet: LocalFleet) -> None:
    page = httpx.get(f"http://127.0.0.1:{fleet.port}/")
    assert page.status_code == 200
    assert '<meta property="og:title"' in page.text


def test_a_program_gets_a_problem_and_no_page(site: httpx.Client) -> None:
    problem = site.get("/nothing", headers={"Accept": "application/json"})
    assert problem.headers["content-type"] == "application/problem+json"


def test_static_files_are_kept_for_ever_under_their_digest(site: httpx.Client) -> None:
    page = site.get("/").text
    [address] = [
        part.split('"')[0] for part in page.split('href="') if part.startswith("/site.css")
    ]
    style = site.get(address)
    assert style.status_code == 200
    assert "immutable" in style.headers["cache-control"]
    assert style.headers["x-content-type-options"] == "nosniff"


def test_a_form_of_another_site_is_refused(site: httpx.Client) -> None:
    headers = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    for path in ("/offer", "/book", "/contact", "/unsubscribe", "/offer/quote_x"):
        assert site.post(path, data={"name": "x"}, headers=headers).status_code == 403


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "/api/caught", 401), ("POST", "/contact", 415)]
)
def test_a_browser_is_told_what_a_status_means(
    site: httpx.Client, method: str, path: str, status: int
) -> None:
    page = site.request(method, path, content="{}", headers={"Content-Type": "application/json"})
    assert page.status_code == status
    assert "on our side" not in page.text
    assert "our fault" not in page.text


def test_search_engines_find_pages_and_no_offer(site: httpx.Client) -> None:
    found = site.get("/sitemap.xml").text
    assert "<loc>https://hearthstack.example/playbook/reading-a-net-sheet</loc>" in found
    robots = site.get("/robots.txt").text
    assert "Disallow: /offer/" in robots
    assert "/sitemap.xml" in robots


def test_a_page_says_that_its_worker_is_down_and_what_to_do(
    fleet: LocalFleet, site: httpx.Client
) -> None:
    for worker, path in (("calendar", "/book"), ("instant-offer", "/offer/quote_x"),
                         ("playbook-api", "/playbook?q=tax")):  # fmt: skip
        with fleet.fault(worker, "down"):
            page = site.get(path)
            assert page.status_code == 503
            assert "right now" in page.text
            assert PHONE in page.text
    with fleet.fault("valuation", "error"), fleet.fault("playbook-api", "error"):
        assert site.get("/").status_code == 200


def test_the_playbook_outlives_its_worker(fleet: LocalFleet, site: httpx.Client) -> None:
    site.get("/playbook/reading-a-net-sheet")

    def kept() -> bool:
        with fleet.fault("playbook-api", "down"):
            return site.get("/playbook/reading-a-net-sheet").status_code == 200

    eventually(kept)
