"""The chapter of values: the valuation of each seller's home, and of homes only looked up."""

import math
from collections.abc import Iterator
from datetime import datetime, timedelta

from contracts.valuation import Property
from fleet.story.dice import dice, story_id
from fleet.story.homes import homes
from fleet.story.leads import estimate
from fleet.story.plot import chapter_hour, days_before, sellers, visitors_on
from fleet.story.scratch import scratch, use_workers

use_workers("valuation")

from appraisal import Appraisal  # noqa: E402
from valuation_log import logged  # noqa: E402
from value import Value  # noqa: E402

DATABASE = "valuations-db"
LOOKERS = 0.12  # of the visitors


def statements() -> Iterator[tuple[str, list[str]]]:
    """SQL and parameters that fill an empty valuations-db."""
    now = chapter_hour()
    with scratch(DATABASE) as database:
        for key, appraisal, at in (*_of_sellers(now), *_of_lookers(now)):
            database.run(logged([(key, appraisal)], at))
        yield from database.copied("valuations")


def _of_sellers(now: datetime) -> Iterator[tuple[str, Appraisal, datetime]]:
    for seller in sellers(now):
        valued = estimate(seller)
        if valued is None:
            continue
        below, above = (math.log(valued.estimate / end) for end in (valued.low, valued.high))
        value = Value(math.log(valued.estimate), below, -above, valued.method, valued.as_of, ())
        home = seller.new.property or Property(zip=seller.home.property.zip)
        yield story_id("val", seller.id), Appraisal(home, value, valued.as_of), seller.at


def _of_lookers(now: datetime) -> Iterator[tuple[str, Appraisal, datetime]]:
    for ago, day in days_before(now):
        for number in range(round(visitors_on(ago, day) * LOOKERS)):
            luck = dice("looker", ago, number)
            at = day + timedelta(hours=luck.triangular(6, 23, 15))
            home = luck.choice(homes())
            below, above = luck.uniform(0.14, 0.2), luck.uniform(0.15, 0.22)
            value = Value(math.log(home.worth), below, above, "model", at.date())
            if at < now:
                yield story_id("val", ago, number), Appraisal(home.property, value, at.date()), at
