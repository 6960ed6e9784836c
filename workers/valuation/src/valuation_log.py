"""The log of valuations in D1: written behind the answer, however many in one statement."""

import json
from collections.abc import Iterable
from datetime import datetime

from appraisal import Appraisal
from edgekit import Statement

NEAR = 3  # decimals of a degree: about 100 m

INSERT = """
INSERT INTO valuations (id, valued_at, as_of, zip, lat, lon, sqft, method, model_version, estimate,
  low, high, confidence)
SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6,
  value ->> 7, value ->> 8, value ->> 9, value ->> 10, value ->> 11, value ->> 12
FROM json_each(?1)"""


def logged(appraisals: Iterable[tuple[str, Appraisal]], at: datetime) -> Statement:
    """The statement that keeps appraisals under their ids."""
    rows = [_row(key, appraisal, at) for key, appraisal in appraisals]
    return Statement(INSERT, (json.dumps(rows),))


def _row(key: str, appraisal: Appraisal, at: datetime) -> list[str | float | None]:
    home, estimate = appraisal.home, appraisal.estimate()
    return [
        key,
        int(at.timestamp() * 1000),
        estimate.as_of.isoformat(),
        home.zip,
        None if home.lat is None else round(home.lat, NEAR),
        None if home.lon is None else round(home.lon, NEAR),
        home.sqft,
        estimate.method,
        estimate.model_version,
        estimate.estimate,
        estimate.low,
        estimate.high,
        estimate.confidence,
    ]
