"""Drafts: every sentence from facts, every fact in a sentence, and within limits."""

import unicodedata
from datetime import date
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content_writer_claims import unsupported
from content_writer_drafts import key_of
from content_writer_facts import said
from content_writer_limits import shortened, within
from content_writer_market_words import market_facts
from content_writer_templates import written
from contracts.content_writer import DraftRequest, Kind, Tone
from contracts.market import RegionMarket

HOME: dict[str, Any] = {
    "type": "single_family",
    "address": "4231 Sunnyside Ave N",
    "city": "Seattle",
    "state": "WA",
    "zip": "98103",
    "bedrooms": 2,
    "bathrooms": 1.5,
    "sqft": 1480,
    "year_built": 1926,
    "year_renovated": 2015,
    "features": ["fenced yard", "new roof", "gas range"],
    "heating": "heat pump",
    "list_price": 650000,
    "hoa_fee": 0,
    "description": "On a street of older trees",
    "agent": "Christian White",
    "phone": "(206) 555-0137",
}
FOLLOW_UP: dict[str, Any] = {
    "name": "Ann Lee",
    "address": "12 Oak St",
    "offer": 450000,
    "appointment": "Tuesday at 3 pm",
    "agent": "Bo Day",
    "company": "Hearthstack",
}
MARKET = RegionMarket(
    region="98103",
    kind="zip",
    name="98103",
    metro="seattle-bellevue-kent-wa",
    metro_name="Seattle-Bellevue-Kent, WA",
    matched_by="county",
    metro_km=4.2,
    level=400.0,
    quarter_change=-0.004,
    year_change=0.0415,
    five_year_change=None,
    list_price=815000,
    price_per_sqft=512,
    days_on_market=32,
    inventory=1240,
    listings_as_of=date(2026, 10, 31),
    as_of=date(2026, 9, 30),
    source="FHFA",
)
KINDS: tuple[Kind, ...] = get_args(Kind)
TONES: tuple[Tone, ...] = get_args(Tone)


def draft(kind: Kind, facts: dict[str, Any], tone: Tone = "neutral", **limits: int) -> str:
    text, _, _ = within(written(kind, facts, tone), facts, **limits)
    return text


def test_a_listing_says_its_facts_and_nothing_else() -> None:
    assert draft("listing", HOME) == (
        "This single-family home at 4231 Sunnyside Ave N, Seattle, WA 98103 has 2 bedrooms, "
        "1.5 bathrooms and 1,480 sq ft. It was built in 1926 and renovated in 2015. On a street of "
        "older trees. Features: fenced yard, new roof and gas range. Heating: heat pump. "
        "HOA fee: $0. The list price is $650,000. Contact: Christian White, (206) 555-0137."
    )


def test_two_beds_without_a_kitchen_are_no_more_than_that() -> None:
    assert draft("listing", {"beds": 2}) == "This home has 2 bedrooms."
    assert draft("listing", {"bedrooms": 1, "type": "condo"}) == "This condo has 1 bedroom."
    assert draft("listing", {"year_built": 1926}) == "It was built in 1926."
    assert draft("listing", {"pool": True}) == "Pool: yes."


def test_a_follow_up_greets_and_signs() -> None:
    assert draft("follow_up", FOLLOW_UP, "friendly") == (
        "Hi Ann Lee,\n\nThis is about 12 Oak St. Our offer is $450,000. Your appointment is on "
        "Tuesday at 3 pm.\n\nThanks,\nBo Day\nHearthstack"
    )


def test_a_market_update_says_what_market_intelligence_knows() -> None:
    facts = {"zip": "98103", "median_price": 815000, **market_facts(MARKET)}
    assert draft("market_update", facts) == (
        "Market update for ZIP code 98103. In Seattle-Bellevue-Kent, WA, house prices fell by "
        "0.4 % over the quarter, rose by 4.2 % over the year, as of September 30, 2026. Listings "
        "as of October 31, 2026: median asking price $815,000, $512 a square foot, 32 days on the "
        "market (median), 1,240 homes listed. Source: FHFA. Median price: $815,000."
    )


def test_tones_differ_and_none_claims_more() -> None:
    for kind, facts in (("listing", HOME), ("follow_up", FOLLOW_UP)):
        texts = {tone: draft(kind, facts, tone) for tone in TONES}
        assert len(set(texts.values())) >= 4
        assert all(unsupported(text, facts) == [] for text in texts.values())


WORDS = st.text(st.characters(categories=["L", "N", "So", "Po", "Zs", "Mn"]), max_size=40).map(
    lambda text: " ".join(text.split())
)
NAMES = st.one_of(
    st.sampled_from([*HOME, *FOLLOW_UP, "metro", "deadline", "note"]),
    st.from_regex(r"[a-z][a-z0-9_]{0,12}", fullmatch=True),
)
VALUES = st.one_of(
    WORDS,
    st.integers(-(10**12), 10**12),
    st.floats(-1e12, 1e12),
    st.booleans(),
    st.none(),
    st.lists(WORDS.filter(bool), max_size=4),
)
ANY_FACTS = st.dictionaries(NAMES, VALUES, max_size=8).map(said).filter(bool)


@given(st.sampled_from(KINDS), ANY_FACTS, st.sampled_from(TONES))
def test_every_fact_is_in_the_draft_once(kind: Kind, facts: dict[str, Any], tone: Tone) -> None:
    sentences = written(kind, facts, tone)
    told = [name for one in sentences for name in one.facts]
    assert sorted(told) == sorted(facts)
    assert all(one.text.strip() for one in sentences)


@given(st.sampled_from(KINDS), ANY_FACTS, st.sampled_from(TONES))
def test_no_draft_says_what_no_fact_says(kind: Kind, facts: dict[str, Any], tone: Tone) -> None:
    known = {name: value for name, value in facts.items() if isinstance(value, str | int)}
    plain = {name: value for name, value in known.items() if str(value).isascii()}
    if plain:
        text, _, _ = within(written(kind, plain, tone), plain)
        assert unsupported(text, plain) == []


@given(
    st.sampled_from(KINDS),
    ANY_FACTS,
    st.one_of(st.none(), st.integers(5, 60)),
    st.one_of(st.none(), st.integers(20, 400)),
)
def test_a_limit_holds_with_its_ellipsis(
    kind: Kind, facts: dict[str, Any], max_words: int | None, max_characters: int | None
) -> None:
    sentences = written(kind, facts, "neutral")
    text, used, is_shortened = within(sentences, facts, max_words, max_characters)
    assert max_words is None or len(text.split()) <= max_words
    assert max_characters is None or len(text) <= max_characters
    assert set(used) <= set(facts)
    assert text.strip()
    if not is_shortened:
        assert set(used) == set(facts)


FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
FLAG_US, THUMB = "\U0001f1fa\U0001f1f8", "\U0001f44d\U0001f3fd"


@pytest.mark.parametrize("cluster", [FAMILY, FLAG_US, THUMB, "e\u0301", "\u2764\ufe0f"])
@pytest.mark.parametrize("most", range(20, 40))
def test_no_emoji_is_cut_in_half(cluster: str, most: int) -> None:
    text = shortened(cluster * 40, None, most)
    assert len(text) <= most
    kept = text.removesuffix("…")
    assert kept == cluster * (len(kept) // len(cluster))


def test_a_cut_is_at_a_word() -> None:
    text = shortened("One two three four five six seven eight nine ten eleven", None, 30)
    assert text == "One two three four five six…"
    assert shortened("One two three, four", 3, None) == "One two three…"
    assert shortened("short", 5, 20) == "short"


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("This home has 3 bedrooms.", "3 bedrooms"),
        ("This home has three bedrooms.", "three bedrooms"),
        ("It has 1.5 bedrooms.", "1.5 bedrooms"),
        ("A charming home.", "charming"),
        ("Granite counters.", "granite"),
        ("The kitchen was renovated.", "kitchen"),
        ("A new yard.", None),
        ("New range in a fenced kitchen.", "new range"),
        ("No gas.", "no gas"),
        ("It isn't new.", "isn't new"),
        ("Listed by Mary Poppins.", "mary"),
        ("Built in 1927.", "1927"),
        ("Priced at $605,000.", "605,000"),
        ("Only 650k.", "only"),
    ],
)
def test_what_a_model_adds_is_found(text: str, wrong: str | None) -> None:
    found = unsupported(text, said(HOME))
    assert (wrong in found) if wrong else found, found


@pytest.mark.parametrize(
    "text",
    [
        "It has two bedrooms and 1.5 baths.",
        "The yard is fenced, and the roof is new.",
        "Built in 1926, this Seattle home is listed at $650,000.",
        "You will find a gas range and a heat pump here.",
    ],
)
def test_what_the_facts_say_in_other_words_passes(text: str) -> None:
    assert unsupported(text, said(HOME)) == []


def test_the_same_facts_in_any_order_are_one_draft() -> None:
    def key(facts: dict[str, Any], **more: Any) -> str:
        request = DraftRequest(kind="listing", facts=facts, **more)
        return key_of(request, said(request.facts), "1")

    assert key({"a": 1, "b": "x"}) == key({"b": "x", "a": 1.0, "c": None, "d": False})
    assert key({"a": 1}) != key({"a": True})
    assert (
        len({key({"a": 1}), key({"a": 2}), key({"a": 1}, tone="warm"), key({"a": 1}, max_words=9)})
        == 4
    )


def test_a_word_is_one_whatever_its_accents() -> None:
    cafe = unicodedata.normalize("NFD", "Café")
    assert unsupported(f"Near {cafe} Flora.", {"near": "Café Flora"}) == []
