"""Every page: its headers, its weight, and what it says when a worker is down."""

import re
from pathlib import Path

import httpx
import pytest
from site_forms_read import hidden

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
    ["/nothing", "/404", "/nothing/", "/playbook/none", "/book?booking=booking_none&token=x",
     "//evil.example", "//evil.example/", "//evil.example/offer/", "/\\evil.example/",
     "/offer//", "/%2f%2fevil.example", "/\\evil.example", "/index.html",
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


@pytest.mark.parametrize(
    "path",
    ["/offer", "/playbook", "/book", "/contact", "/privacy", "/playbook/reading-a-net-sheet"],
)
def test_an_address_with_a_slash_at_its_end_leads_to_the_page(
    site: httpx.Client, path: str
) -> None:
    moved = site.get(f"{path}/?utm_source=x&address=1%20A%26B")
    assert moved.status_code == 308
    assert moved.headers["location"] == f"{path}?utm_source=x&address=1%20A%26B"
    assert site.head(f"{path}/").headers["location"] == path
    assert site.post(f"{path}/", data={"name": "x"}).status_code == 404


def titles(page: str) -> list[str]:
    return re.findall(r'<h2><a href="/playbook/([a-z0-9-]+)', page)


def test_a_search_stays_within_the_subject_and_sellers_come_first(site: httpx.Client) -> None:
    sellers = titles(site.get("/playbook?tag=sellers").text)
    page = site.get("/playbook?q=liens&tag=sellers").text
    assert titles(page)
    assert set(titles(page)) <= set(sellers)
    assert 'type="hidden" name="tag" value="sellers"' in page
    assert "in “sellers”" in page
    every = titles(site.get("/playbook?q=liens").text)
    assert every[: len(titles(page))] == titles(page)
    assert set(every) > set(titles(page))
    assert titles(site.get("/playbook?q=liens&tag=nothing").text) == []


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2020-01-01", "Wednesday, January 1, 2020 has no free time"),
        ("2999-12-25", "Wednesday, December 25, 2999 has no free time"),
        ("abc", "There is no such day"),
        ("2026-13-45", "There is no such day"),
    ],
)
def test_a_day_without_free_times_is_not_swapped_for_another_in_silence(
    site: httpx.Client, day: str, said: str
) -> None:
    page = site.get("/book", params={"day": day}).text
    assert said in page
    assert 'name="start"' in page


def test_a_day_that_is_free_is_shown_without_a_word(site: httpx.Client) -> None:
    [free, *_] = re.findall(r"day=(\d{4}-\d\d-\d\d)", site.get("/book").text)
    for page in (site.get("/book").text, site.get("/book", params={"day": free}).text):
        assert "has no free time" not in page


def test_the_whole_calculation_has_words_for_every_term(site: httpx.Client) -> None:
    form = hidden(site.get("/offer").text)
    home = {"address": "8021 21st Ave NW, Seattle, WA 98117", "condition": "fair"}
    sent = site.post("/offer", data=form | home | {"timeline": "asap"})
    page = site.get(sent.headers["location"]).text
    terms = re.findall(r'<tr><th scope="row">([^<]+)</th><td>[^<]*</td><td>our rule', page)
    assert "Our closing costs, of the value" in terms
    assert any(
        each.startswith("Transfer tax on the part of the price over $525,000") for each in terms
    )
    assert not [each for each in terms if re.search(r"_|arv|sqft|percent$|monthly$", each)]


def test_an_address_that_contradicts_its_zip_code_is_told_beside_it(site: httpx.Client) -> None:
    form = hidden(site.get("/offer").text)
    home = {"address": "8021 21st Ave NW, Portland, OR 98117", "condition": "fair"}
    page = site.post("/offer", data=form | home | {"timeline": "asap"})
    assert page.status_code == 422
    beside = re.search(r'id="f-address-error">([^<]+)<', page.text)
    assert beside
    assert "98117 is that of Seattle, WA" in beside[1]
