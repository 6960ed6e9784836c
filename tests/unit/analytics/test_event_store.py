import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics_vars import AnalyticsVars
from edgekit.database import Statement
from edgekit.lifetimes import Lifetimes
from event_store import (
    CHUNK,
    DIMENSIONS,
    LIFETIMES,
    MOST_VALUES,
    OTHERS,
    ROLL_UP,
    midnight,
    storing,
)
from hits import Hit
from traffic_reports import Days, funnel_of, funnel_statement, report_statement

MIGRATIONS = Path(__file__).resolve().parents[3] / "wrangler" / "migrations" / "analytics-db"
DAY = date(2026, 11, 23)
RECOUNT = " UNION ALL ".join(
    f"SELECT '{name}' AS dimension, day, {value} AS value, COUNT(*) AS events, "
    "SUM(name = 'pageview') AS pageviews, COUNT(DISTINCT visitor) AS visitors "
    f"FROM events GROUP BY day, {value}"
    for name, value in DIMENSIONS.items()
)


def _hit(**known: object) -> Hit:
    row = {
        "id": "e1", "at": midnight(DAY) + 5, "day": DAY.isoformat(), "name": "pageview",
        "site": "a.example", "path": "/", "referrer": "", "source": "direct", "device": "desktop",
        "country": "US", "visitor": "v1", "props": "{}",
    }  # fmt: skip
    return Hit.model_validate(row | known)


def _run(db: sqlite3.Connection, statements: Sequence[Statement]) -> None:
    db.execute("BEGIN")
    for statement in statements:
        db.execute(statement.sql, statement.params)
    db.execute("COMMIT")


def _store(db: sqlite3.Connection, hits: Sequence[Hit]) -> None:
    for statements in storing(hits):
        _run(db, statements)


def _rolled_up(db: sqlite3.Connection) -> set[tuple[object, ...]]:
    sql = "SELECT dimension, day, value, events, pageviews, visitors FROM roll_ups"
    return {tuple(row) for row in db.execute(sql)}


def _recounted(db: sqlite3.Connection) -> set[tuple[object, ...]]:
    return {tuple(row) for row in db.execute(RECOUNT)}


def _hits() -> st.SearchStrategy[Hit]:
    return st.builds(
        lambda number, hours, name, path, visitor: _hit(
            id=f"e{number}",
            at=midnight(DAY) + hours * 3_600_000,
            day=date.fromordinal(DAY.toordinal() + hours // 24).isoformat(),
            name=name,
            path=path,
            visitor=visitor,
        ),
        st.integers(0, 40),
        st.integers(0, 60),
        st.sampled_from(["pageview", "lead"]),
        st.sampled_from(["/", "/offer"]),
        st.sampled_from(["v1", "v2", "v3"]),
    )


@given(deliveries=st.lists(st.lists(_hits(), max_size=12), max_size=6))
def test_whatever_is_delivered_however_often_the_roll_ups_equal_a_recount_from_raw(
    new_database: Callable[[], sqlite3.Connection], deliveries: list[list[Hit]]
) -> None:
    with closing(new_database()) as db:
        for hits in [*deliveries, *reversed(deliveries)]:
            _store(db, hits)
        assert _rolled_up(db) == _recounted(db)
        sent = {hit.id for hits in deliveries for hit in hits}
        assert db.execute("SELECT COUNT(*) FROM events").fetchone()[0] == len(sent)


def test_an_event_that_is_delivered_twice_counts_once(db: sqlite3.Connection) -> None:
    _store(db, [_hit(), _hit()])
    _store(db, [_hit()])
    total = db.execute("SELECT * FROM roll_ups WHERE dimension = 'total'").fetchone()
    assert (total["events"], total["pageviews"], total["visitors"]) == (1, 1, 1)


def test_a_batch_that_fails_half_way_leaves_nothing_behind(db: sqlite3.Connection) -> None:
    (statements,) = storing([_hit()])
    broken = [*statements[:2], Statement("INSERT INTO no_such_table VALUES (1)")]
    with pytest.raises(sqlite3.OperationalError):
        _run(db, broken)
    db.execute("ROLLBACK")
    _run(db, statements)
    assert _rolled_up(db) == _recounted(db)
    assert len(_rolled_up(db)) == len(DIMENSIONS)


def test_many_events_are_stored_in_several_transactions(db: sqlite3.Connection) -> None:
    _store(db, [_hit(id=f"e{n}", visitor=f"v{n}") for n in range(2500)])
    total = db.execute("SELECT * FROM roll_ups WHERE dimension = 'total'").fetchone()
    assert (total["events"], total["visitors"]) == (2500, 2500)


def test_salts_and_visitors_of_days_gone_by_are_forgotten_but_no_counts(
    db: sqlite3.Connection,
) -> None:
    db.execute("INSERT INTO salts VALUES ('2026-11-22', 'old'), ('2026-11-23', 'now')")
    _store(db, [_hit(day="2026-08-01", at=midnight(date(2026, 8, 1))), _hit(id="e2")])
    before = _rolled_up(db)
    at_night = midnight(DAY + timedelta(days=1)) - 1
    _run(db, Lifetimes(LIFETIMES).statements(at_night, AnalyticsVars({}.get)))
    assert _rolled_up(db) == before
    assert [row["salt"] for row in db.execute("SELECT * FROM salts")] == ["now"]
    assert [row["id"] for row in db.execute("SELECT * FROM events")] == ["e2"]
    assert {row["day"] for row in db.execute("SELECT * FROM seen_visitors")} == {DAY.isoformat()}
    _store(db, [_hit(id="e3")])
    assert db.execute("SELECT SUM(events) FROM roll_ups WHERE dimension='total'").fetchone()[0] == 3


def _funnel(db: sqlite3.Connection, *steps: str) -> list[int]:
    statement = funnel_statement(list(steps), Days(DAY, DAY))
    return list(db.execute(statement.sql, statement.params).fetchone())


def _journeys() -> Iterator[Hit]:
    start = midnight(DAY)
    taken = {
        "v1": ["/", "/offer", "lead"],
        "v2": ["/offer", "/"],
        "v3": ["/", "/offer"],
        "v4": ["lead"],
    }
    for visitor, steps in taken.items():
        for index, step in enumerate(steps):
            name = "pageview" if step.startswith("/") else step
            path = step if step.startswith("/") else "/offer"
            key = f"{visitor}-{index}"
            yield _hit(id=key, visitor=visitor, at=start + index, name=name, path=path)


def test_a_funnel_counts_visitors_who_took_the_steps_in_order(db: sqlite3.Connection) -> None:
    _store(db, list(_journeys()))
    assert _funnel(db, "/", "/offer", "lead") == [3, 2, 1]
    assert _funnel(db, "pageview", "lead") == [3, 1]


def test_a_step_that_comes_twice_must_be_taken_twice(db: sqlite3.Connection) -> None:
    same = midnight(DAY)
    _store(db, [_hit(id="a1", at=same), _hit(id="a2", at=same), _hit(id="b1", visitor="v2")])
    assert _funnel(db, "/", "/") == [2, 1]


def test_a_funnel_says_what_share_came_on() -> None:
    funnel = funnel_of(["/", "/offer", "lead"], Days(DAY, DAY), [4, 2, 1])
    assert [step.of_first for step in funnel.steps] == [1.0, 0.5, 0.25]
    assert [step.of_previous for step in funnel.steps] == [1.0, 0.5, 0.5]
    assert funnel_of(["a", "b"], Days(DAY, DAY), [0, 0]).steps[1].of_previous is None


def test_reports_and_funnels_and_roll_ups_are_found_by_index(db: sqlite3.Connection) -> None:
    days = Days(DAY, DAY)
    statements = [
        report_statement("visitors", "path", days),
        funnel_statement(["/", "lead"], days),
        Statement(ROLL_UP),
    ]
    for statement in statements:
        plan = db.execute(f"EXPLAIN QUERY PLAN {statement.sql}", statement.params).fetchall()
        scans = [row["detail"] for row in plan if row["detail"].startswith("SCAN")]
        tables = ("events", "roll_ups", "seen_visitors", "e")
        assert not [scan for scan in scans if scan.split()[1] in tables], scans


def test_a_database_that_still_has_the_old_trigger_counts_each_visitor_once(
    db: sqlite3.Connection,
) -> None:
    db.execute(
        "CREATE TRIGGER count_visitor AFTER INSERT ON seen_visitors BEGIN UPDATE roll_ups"
        " SET visitors = visitors + 1 WHERE dimension = NEW.dimension AND day = NEW.day"
        " AND value = NEW.value; END"
    )
    db.executescript((MIGRATIONS / "0003_no_trigger.sql").read_text())
    _store(db, [_hit(), _hit(id="e2")])
    _store(db, [_hit(id="e3"), _hit(id="e4", visitor="v2")])
    assert _rolled_up(db) == _recounted(db)


def test_a_day_has_no_more_rows_than_strangers_are_allowed(db: sqlite3.Connection) -> None:
    pages = range(MOST_VALUES + 3 * CHUNK)
    _store(db, [_hit(id=f"e{n}", path=f"/p{n}", visitor=f"v{n % 7}") for n in pages])
    _store(db, [_hit(id="known", path="/p0"), _hit(id="tomorrow", path="/new", day="2026-11-24")])
    sql = "SELECT day, COUNT(*) FROM roll_ups WHERE dimension = 'path' GROUP BY day ORDER BY day"
    days = dict(db.execute(sql).fetchall())
    assert days[DAY.isoformat()] <= MOST_VALUES + CHUNK + 1
    assert days["2026-11-24"] == 1
    of = "SELECT events, visitors FROM roll_ups WHERE dimension = 'path' AND value = ?"
    assert tuple(db.execute(of, (OTHERS,)).fetchone()) == (len(pages) - MOST_VALUES, 7)
    assert db.execute(of, ("/p0",)).fetchone()["events"] == 2
    total = db.execute("SELECT SUM(events) FROM roll_ups WHERE dimension = 'path'").fetchone()[0]
    assert total == len(pages) + 2


def test_hours_are_those_of_the_sites_clock(db: sqlite3.Connection) -> None:
    _store(db, [_hit(at=midnight(DAY) + 2 * 3_600_000, shift=-6 * 3600, day="2026-11-22")])
    row = db.execute("SELECT day, value FROM roll_ups WHERE dimension = 'hour'").fetchone()
    assert tuple(row) == ("2026-11-22", "2026-11-22T20")
