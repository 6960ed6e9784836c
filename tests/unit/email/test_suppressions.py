"""Who gets no mail: the statements themselves, on SQLite."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from mail_database import NOW, MailDatabase

from contracts.email import address_digest
from edgekit import Statement
from mail_reports import MailReport
from mail_store import SENT, forget_mails
from suppressions import OF_PERSON, lift, report_statements, suppress

ANN = "ann@example.org"
AT = datetime.fromtimestamp(NOW / 1000, UTC)


@pytest.fixture
def database() -> MailDatabase:
    return MailDatabase()


def report(
    kind: str, *, days_ago: float = 0, bounce: str | None = None, mail: str = "mail_1"
) -> MailReport:
    at = AT - timedelta(days=days_ago)
    if kind == "bounced":
        bounce = bounce or "hard"
    return MailReport("prov", mail, ANN, kind, at, bounce, "words")  # type: ignore[arg-type]


def tell(database: MailDatabase, *reports: MailReport) -> None:
    for each in reports:
        database.run(*report_statements([each], NOW, 3, 30))


def scopes(database: MailDatabase, address: str = ANN) -> dict[str, str]:
    rows = database.run(Statement(OF_PERSON, (address_digest(address),)))[0]
    return {row["scope"]: row["cause"] for row in rows}


def test_who_unsubscribed_gets_no_marketing_but_what_they_ask_for(database: MailDatabase) -> None:
    database.run(suppress(address_digest(ANN), "marketing", "unsubscribed", NOW))
    assert database.take("mail_1", "Ann@Example.org", "news") == "suppressed"
    assert database.take("mail_2", ANN, "booking_reminder") == "queued"
    assert database.take("mail_3", ANN, "booking_reminder", category="marketing") == "suppressed"
    assert database.take("mail_4", "ann+x@example.org", "news") == "queued"
    assert database.read("SELECT data, name FROM mails WHERE id = 'mail_1'") == [
        {"data": None, "name": None}
    ]


def test_one_complaint_or_hard_bounce_is_enough(database: MailDatabase) -> None:
    for kind, cause in (("complained", "complained"), ("bounced", "bounced")):
        fresh = MailDatabase()
        tell(fresh, report(kind))
        assert scopes(fresh) == {"all": cause}
        assert fresh.take("mail_1", ANN) == "suppressed"


def test_passing_bounces_suppress_only_when_there_is_no_delivery_between(
    database: MailDatabase,
) -> None:
    bounces = [report("bounced", days_ago=ago, bounce="soft") for ago in (5, 4)]
    tell(database, *bounces, *bounces)
    assert scopes(database) == {}, "each is told twice, and counts once"
    tell(database, report("delivered", days_ago=3), report("bounced", days_ago=2, bounce="soft"))
    assert scopes(database) == {}
    tell(database, *(report("bounced", days_ago=ago, bounce="soft") for ago in (1, 0.5)))
    assert scopes(database) == {"all": "bounced"}


def test_passing_bounces_of_long_ago_do_not_count(database: MailDatabase) -> None:
    tell(database, *(report("bounced", days_ago=ago, bounce="soft") for ago in (80, 40, 31, 1)))
    assert scopes(database) == {}


def test_what_is_wrong_with_us_suppresses_nobody_however_often(database: MailDatabase) -> None:
    database.take("mail_1", ANN)
    tell(database, *(report("bounced", days_ago=ago, bounce="other") for ago in range(9)))
    assert scopes(database) == {}
    assert database.status("mail_1") == "bounced"
    tell(database, *(report("bounced", days_ago=ago, bounce="soft") for ago in (0.2, 0.1)))
    assert scopes(database) == {}, "they are the first two that count"


def test_machines_that_reply_and_delays_suppress_nobody(database: MailDatabase) -> None:
    database.take("mail_1", ANN)
    tell(database, *(report(kind, days_ago=n) for n in range(5) for kind in ("replied", "delayed")))
    assert scopes(database) == {}
    assert database.status("mail_1") == "queued"


def test_whatever_the_order_a_mail_ends_in_the_same_status(database: MailDatabase) -> None:
    reports = [report("delivered", days_ago=2), report("bounced", days_ago=1), report("complained")]
    for seed in range(12):
        fresh = MailDatabase()
        fresh.take("mail_1", ANN)
        told = [*reports, *reports]
        random.Random(seed).shuffle(told)
        tell(fresh, *told)
        fresh.run(Statement(SENT, ("mail_1", "Hello", NOW, "resend", "prov")))
        assert fresh.status("mail_1") == "complained"
        assert len(fresh.read("SELECT * FROM mail_events")) == 3


def test_a_report_finds_its_mail_by_the_providers_id_too(database: MailDatabase) -> None:
    database.take("mail_1", ANN)
    database.run(Statement(SENT, ("mail_1", "Hello", NOW, "resend", "prov")))
    tell(database, replace(report("delivered"), mail_id=None))
    assert database.status("mail_1") == "delivered"


def test_a_suppressed_mail_stays_so_whatever_is_reported(database: MailDatabase) -> None:
    database.run(suppress(address_digest(ANN), "all", "complained", NOW))
    database.take("mail_1", ANN)
    tell(database, report("delivered"))
    assert database.status("mail_1") == "suppressed"


def test_what_was_lifted_is_not_put_back_by_an_old_report(database: MailDatabase) -> None:
    complaint = report("complained")
    passing = [report("bounced", days_ago=ago, bounce="soft") for ago in (3, 2, 1)]
    tell(database, complaint, *passing)
    database.run(*lift(address_digest(ANN), None))
    tell(database, complaint, *passing)
    assert scopes(database) == {}
    tell(database, report("bounced", bounce="soft"))
    assert scopes(database) == {}, "one more passing bounce is the first of a new count"


def test_lifting_one_scope_leaves_the_other(database: MailDatabase) -> None:
    database.run(suppress(address_digest(ANN), "marketing", "unsubscribed", NOW))
    tell(database, report("bounced"))
    database.run(*lift(address_digest(ANN), "all"))
    assert scopes(database) == {"marketing": "unsubscribed"}


def test_an_erased_person_is_named_nowhere_and_never_mailed_again(database: MailDatabase) -> None:
    database.take("mail_1", '"Ann Lee" <ann@example.org>', lead_id="lead_1")
    database.take("mail_2", ANN)
    database.take("mail_3", "bob@example.org")
    tell(database, report("delivered"))
    *_, forgotten = database.run(*forget_mails("lead_1", None, NOW))
    assert {row["id"] for row in forgotten} == {"mail_1", "mail_2"}
    assert database.take("mail_4", '"Ann Lee" <Ann@example.org>') == "suppressed"
    tell(database, report("bounced", mail="mail_4"))
    for table in ("mails", "mail_events", "suppressions", "outbox"):
        for row in database.read(f"SELECT * FROM {table}"):
            said = " ".join(map(str, row.values())).lower()
            assert "ann@" not in said
            assert "ann lee" not in said
            assert "words" not in said
    assert database.status("mail_2") == "suppressed"
    assert database.status("mail_3") == "queued"


def test_a_person_is_forgotten_by_digest_alone(database: MailDatabase) -> None:
    database.run(*forget_mails(None, address_digest(ANN), NOW))
    assert database.take("mail_1", ANN) == "suppressed"
    assert database.take("mail_2", "bob@example.org") == "queued"
