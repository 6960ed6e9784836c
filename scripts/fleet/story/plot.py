"""What happens on which day: how many visitors come, who writes, and what becomes of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from contracts.leads import Consent, NewLead, Status
from fleet.story.dice import dice, story_id
from fleet.story.homes import Home, homes
from fleet.story.words import (
    CONSENT,
    FIRST_NAMES,
    LAST_NAMES,
    MESSAGES,
    MOTIVES,
    NOTES,
)

DAYS = 90
LETTERS = range(50, 59)  # days ago: nine thousand letters were in the mail
BROKEN_FORM = range(38, 40)  # days ago: the site's form answered 500
FASTER_FROM = 35  # days ago: since then somebody is always at the telephone
SOURCES = (("google", 34), ("letter", 12), ("referral", 16), ("facebook", 14), ("site", 24))
CAMPAIGNS = ("google", "letter", "facebook")  # sources whose links carry tags
PLACES = 30  # for the leads of one day
FRESH = (250, 95, 12)  # minutes ago: leads that come in while the story is told
ZONE = timedelta(hours=-8)  # Seattle's, without its summer: a week later has to be the same story
CALLS = (8.5, 19.5, range(7))  # from when to when, and on which weekdays, somebody is called
OFFICE = (9.5, 17.5, range(6))
COUNTY = (9.5, 15.5, range(5))
HOURS: dict[Status, tuple[float, float, range]] = {"contacted": CALLS, "closed": COUNTY}
NEXT: dict[Status, tuple[Status, tuple[float, float]]] = {  # the days that a step takes
    "contacted": ("qualified", (0.8, 4)),
    "qualified": ("offer", (3, 6)),  # there is a day in between on which the home can be seen
    "offer": ("contract", (1.5, 7)),
    "contract": ("closed", (17, 32)),
}
GOES_ON = {"contacted": 0.46, "qualified": 0.58, "offer": 0.36, "contract": 0.9}
EAGER = 0.14  # more of them, where somebody wants to sell soon
STAYS = 0.3  # of those that do not go on: they are called again in spring


@dataclass(frozen=True)
class Step:
    """A lead came to a status, and what an agent wrote about it."""

    status: Status
    at: datetime
    note: str


@dataclass(frozen=True)
class Seller:
    """One lead of the story, and all that happened to it."""

    id: str
    at: datetime
    new: NewLead
    home: Home
    is_valued: bool
    steps: tuple[Step, ...]


def chapter_hour() -> datetime:
    """The hour from which the story is told."""
    return datetime.now(UTC).replace(minute=0, second=0, microsecond=0)


def days_before(now: datetime) -> Iterator[tuple[int, datetime]]:
    """The story's days, the oldest first: how long ago, and the midnight in Seattle it began."""
    midnight = (now + ZONE).replace(hour=0) - ZONE
    for ago in range(DAYS - 1, -1, -1):
        yield ago, midnight - timedelta(days=ago)


def visitors_on(ago: int, day: datetime) -> int:
    """How many people look at the site on a day."""
    growth = 38 + 22 * (DAYS - ago) / DAYS
    weekend = 0.7 if day.weekday() >= 5 else 1.0
    letters = 1.9 if ago in LETTERS else 1.0
    return round(growth * weekend * letters * dice("visitors", ago).uniform(0.82, 1.18))


def sellers(now: datetime) -> Iterator[Seller]:
    """The leads, the oldest first; none is of the future."""
    for ago, day in days_before(now):
        for place, at in enumerate(sorted(_moments(ago, day))):
            if at < now - timedelta(minutes=max(FRESH)):
                yield _seller(PLACES * ago + place, ago, at, now)
    for place, minutes in enumerate(FRESH):
        number = PLACES * DAYS + place
        yield _seller(number, 0, now - timedelta(minutes=minutes), now)


def _moments(ago: int, day: datetime) -> Iterator[datetime]:
    luck = dice("leads", ago)
    if ago in BROKEN_FORM:
        return
    mean = visitors_on(ago, day) / (14 if ago in LETTERS else 21)
    for _ in range(max(0, round(luck.gauss(mean, 0.9)))):
        yield day + timedelta(hours=luck.triangular(6.5, 22.5, 12.5))


def _seller(number: int, ago: int, at: datetime, now: datetime) -> Seller:
    luck = dice("seller", number)
    home = homes()[number]
    motivation, timeline, condition, low, high = luck.choice(MOTIVES)
    source = "letter" if ago in LETTERS and luck.random() < 0.7 else _source(number)
    called = dice("name", number)
    first, last = called.choice(FIRST_NAMES), called.choice(LAST_NAMES)
    asks = luck.random() < 0.78
    reach = luck.random()
    new = NewLead(
        name=f"{first} {last}",
        phone=f"+1206555{called.randrange(100, 200):04}" if reach < 0.9 else None,
        email=f"{first}.{last}{number}@example.com".lower() if reach > 0.35 else None,
        address=home.address,
        asking_price=int(round(home.worth * luck.uniform(low, high), -3)) if asks else None,
        timeline=timeline,
        condition=condition,
        motivation=motivation or None,
        message=luck.choice(MESSAGES) or None,
        property=home.property if luck.random() < 0.8 else None,
        source=source,
        utm={"utm_source": source, "utm_campaign": "autumn"} if source in CAMPAIGNS else None,
        consent=Consent(sms=reach < 0.9, email=reach > 0.35, text=CONSENT),
    )
    eager = timeline in ("asap", "30_days")
    steps = tuple(step for step in _steps(number, ago, at, eager=eager) if step.at < now)
    return Seller(story_id("lead", number), at, new, home, luck.random() < 0.96, steps)


def _source(number: int) -> str:
    names, weights = [name for name, _ in SOURCES], [weight for _, weight in SOURCES]
    return dice("source", number).choices(names, weights)[0]


def _steps(number: int, ago: int, at: datetime, *, eager: bool) -> Iterator[Step]:
    luck = dice("steps", number)
    hours = luck.lognormvariate(-0.9 if ago < FASTER_FROM else 1.6, 0.9)
    status: Status = "contacted"
    moment = _at_work(at + timedelta(hours=min(hours, 60)), CALLS)
    if luck.random() < 0.06:
        given_up = _at_work(moment + timedelta(days=9), OFFICE)
        yield _step("Does not answer, a week and more of calls and texts.", "lost", given_up)
        return
    yield _step(luck.choice(NOTES[status]), status, moment)
    while status in NEXT:
        following, (least, most) = NEXT[status]
        moment = _at_work(
            moment + timedelta(days=luck.uniform(least, most)), HOURS.get(following, OFFICE)
        )
        if luck.random() > GOES_ON[status] + (EAGER if eager else 0):
            if luck.random() < STAYS:
                return
            yield _step(luck.choice(NOTES["lost"]), "lost", moment)
            return
        status = following
        yield _step(luck.choice(NOTES[status]), status, moment)


def _at_work(moment: datetime, hours: tuple[float, float, range]) -> datetime:
    """The moment, or the first in the next hours of work, a little later than they begin."""
    begins, ends, weekdays = hours
    here = moment + ZONE
    midnight = here.replace(hour=0, minute=0, second=0, microsecond=0)
    spent = (here - midnight) / timedelta(hours=1)
    if begins <= spent < ends and here.weekday() in weekdays:
        return moment
    day = midnight + timedelta(days=spent >= ends)
    while day.weekday() not in weekdays:
        day += timedelta(days=1)
    return day + timedelta(hours=begins, minutes=here.minute, seconds=here.second) - ZONE


def _step(note: str, status: Status, at: datetime) -> Step:
    return Step(status, at, note)
