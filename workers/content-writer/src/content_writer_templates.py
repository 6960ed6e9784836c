"""Drafts without a model: sentences made of facts, in one of several tones.

A tone changes greetings and verbs, never what is claimed: no word here praises anything.
"""

from collections.abc import Callable, Iterator, Mapping

from content_writer_dates import when
from content_writer_facts import Facts, counted, joined, sentence
from content_writer_market_words import market_sentences
from content_writer_sentences import Sentence, Told
from contracts.content_writer import Kind, Tone

VERSION = "2"
"""Another one writes anew what was written before."""

HOMES: Mapping[Tone, str] = {
    "neutral": "This {home}{where} has {rooms}.",
    "professional": "The {home}{where} offers {rooms}.",
    "friendly": "Meet this {home}{where}: it has {rooms}.",
    "warm": "Welcome to this {home}{where}, with {rooms}.",
    "upbeat": "Take a look: this {home}{where} has {rooms}!",
}
BARE_HOMES: Mapping[Tone, str] = {
    "neutral": "This is a {home}{where}.",
    "professional": "The property is a {home}{where}.",
    "friendly": "Meet this {home}{where}.",
    "warm": "Welcome to this {home}{where}.",
    "upbeat": "Take a look: this is a {home}{where}!",
}
GREETINGS: Mapping[Tone, tuple[str, str]] = {
    "neutral": ("Hello {name},", "Hello,"),
    "professional": ("Dear {name},", "Good day,"),
    "friendly": ("Hi {name},", "Hi,"),
    "warm": ("Hello {name},", "Hello,"),
    "upbeat": ("Hi {name}!", "Hi!"),
}
THANKS: Mapping[Tone, str] = {
    "neutral": "Thank you",
    "professional": "Kind regards",
    "friendly": "Thanks",
    "warm": "With thanks",
    "upbeat": "Thanks",
}
UPDATES: Mapping[Tone, str] = {
    "neutral": "Market update for {place}.",
    "professional": "Market update: {place}.",
    "friendly": "Here is the market update for {place}.",
    "warm": "Here is the market update for {place}.",
    "upbeat": "Here is the market update for {place}!",
}
ROOMS = (
    ("bedrooms", "bedroom", "bedrooms"),
    ("beds", "bedroom", "bedrooms"),
    ("bathrooms", "bathroom", "bathrooms"),
    ("baths", "bathroom", "bathrooms"),
    ("sqft", "sq ft", "sq ft"),
    ("floors", "floor", "floors"),
    ("stories", "story", "stories"),
)
PRICES = ("price", "list_price", "asking_price")
CONTACTS = ("agent", "company", "phone", "email", "contact")
REGIONS = ("area", "neighborhood", "city", "metro", "region", "state", "zip")
HOME_TYPES = {
    "single_family": "single-family home",
    "multi_family": "multi-family home",
    "mobile": "mobile home",
    "house": "house",
}


def written(kind: Kind, facts: Facts, tone: Tone) -> list[Sentence]:
    """The sentences of a draft; every fact is in one of them."""
    told = Told(facts)
    return [*WRITERS[kind](told, tone)]


def _listing(told: Told, tone: Tone) -> Iterator[Sentence]:
    yield from _opening(told, tone)
    built, renovated = told.one("year_built", "built"), told.one("year_renovated", "renovated")
    if built and renovated:
        text = f"It was built in {built[1]} and renovated in {renovated[1]}."
        yield Sentence(text, (built[0], renovated[0]))
    elif built or renovated:
        [(name, year)] = [found for found in (built, renovated) if found]
        done = "built" if built else "renovated"
        yield Sentence(sentence(f"It was {done} in {year}"), (name,))
    for name, words in told.take("lot_sqft"):
        yield Sentence(f"The lot has {words} sq ft.", (name,))
    for name, words in told.take("lot_acres", "acres"):
        yield Sentence(f"The lot has {words} acres.", (name,))
    asked = list(told.take(*PRICES, "open_house", *CONTACTS))
    yield from told.rest()
    yield from _asking(dict(asked))


def _opening(told: Told, tone: Tone) -> Iterator[Sentence]:
    rooms = [
        (name, counted(told.facts[name], one, many))
        for name, one, many in ROOMS
        if name in told and not isinstance(told.facts[name], bool | list)
    ]
    for name, _ in rooms:
        list(told.take(name))
    kind = told.one("type", "property_type")
    places = list(told.take("address", "neighborhood", "city", "state", "zip"))
    if not (rooms or kind or places):
        return
    home = HOME_TYPES.get(kind[1], kind[1].replace("_", " ")) if kind else "home"
    how = "at" if "address" in dict(places) else "in"
    where = f" {how} {_place(dict(places))}" if places else ""
    template = (HOMES if rooms else BARE_HOMES)[tone]
    text = template.format(home=home, where=where, rooms=joined([words for _, words in rooms]))
    names = [name for name, _ in (*([kind] if kind else []), *places, *rooms)]
    yield Sentence(text, tuple(names))


def _place(places: Mapping[str, str]) -> str:
    """An address line: street, neighborhood, city, state and ZIP code."""
    code = " ".join(places[name] for name in ("state", "zip") if name in places)
    parts = [places[name] for name in ("address", "neighborhood", "city") if name in places]
    return ", ".join([*parts, code] if code else parts)


def _asking(asked: dict[str, str]) -> Iterator[Sentence]:
    for name, words in (
        ("price", "price"),
        ("list_price", "list price"),
        ("asking_price", "asking price"),
    ):
        if name in asked:
            yield Sentence(sentence(f"The {words} is {asked[name]}"), (name,))
    if "open_house" in asked:
        yield Sentence(sentence(f"Open house: {asked['open_house']}"), ("open_house",))
    names = [name for name in CONTACTS if name in asked]
    if names:
        yield Sentence(
            sentence(f"Contact: {', '.join(asked[name] for name in names)}"), tuple(names)
        )


def _market_update(told: Told, tone: Tone) -> Iterator[Sentence]:
    places = list(
        told.take("region_name", "area", "neighborhood", "city", "metro", "region", "state", "zip")
    )
    if places:
        shown = ", ".join(f"ZIP code {words}" if name == "zip" else words for name, words in places)
        yield Sentence(UPDATES[tone].format(place=shown), tuple(name for name, _ in places))
    contacts = dict(told.take(*CONTACTS))
    yield from market_sentences(told)
    yield from told.rest()
    yield from _asking(contacts)


def _follow_up(told: Told, tone: Tone) -> Iterator[Sentence]:
    named, unnamed = GREETINGS[tone]
    name = told.one("name", "first_name")
    greeting = named.format(name=name[1]) if name else unnamed
    yield Sentence(greeting, (name[0],) if name else ())
    contacts, body = list(told.take(*CONTACTS)), list(_body(told))
    gap = "\n\n"
    for one in body:
        yield Sentence(one.text, one.facts, gap)
        gap = " "
    signed = [THANKS[tone] + ",", *(words for _, words in contacts)]
    text = "\n".join(signed) if contacts else f"{THANKS[tone]}."
    yield Sentence(text, tuple(name for name, _ in contacts), "\n\n")


def _body(told: Told) -> Iterator[Sentence]:
    for names, words in (
        (("address", "property"), "This is about {}"),
        (("about", "regarding", "reason", "subject"), "This is about {}"),
        (("last_contact", "last_spoke"), "We last spoke {when}"),
        (("offer", "offer_price"), "Our offer is {}"),
        (("appointment", "visit"), "Your appointment is {when}"),
        (("deadline", "expires", "expires_on"), "It is open until {}"),
    ):
        for name, value in told.take(*names):
            yield Sentence(sentence(words.format(value, when=when(value))), (name,))
    yield from market_sentences(told)
    yield from told.rest()


WRITERS: Mapping[Kind, Callable[[Told, Tone], Iterator[Sentence]]] = {
    "listing": _listing,
    "market_update": _market_update,
    "follow_up": _follow_up,
}
