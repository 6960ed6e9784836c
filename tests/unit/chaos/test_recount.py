"""The recount: nothing to say of a run that went well; what is taken away or doubled is found."""

from copy import deepcopy
from typing import Any, NamedTuple

import pytest

from fleet.chaos.people import Person
from fleet.chaos.record import (
    BookingTaken,
    CrmEdit,
    EventTaken,
    Finding,
    LeadTaken,
    MailTaken,
    PartnerTaken,
    PaymentTaken,
    Record,
    ReplyTaken,
    Silence,
    TextTaken,
)
from fleet.chaos.recount import (
    bookings,
    contacts,
    events,
    leads,
    mails,
    money,
    partners,
    slack,
    texts,
)
from fleet.chaos.witness import Hooked, Mailed, Posted, Stripes, Texted, Witness

SELLER, TEXTER, READER, VISITOR = (Person(number) for number in (1, 2, 3, 4))
KNOWN_AT, LATER = 1000.0, 1100.0
PARTNER = "https://early0-0.partner.example/in"
START = "2026-12-05T20:00:00Z"


class Run(NamedTuple):
    """A run of one of each, as it was acknowledged, seen and read back."""

    record: Record
    witness: Witness
    leads: list[dict[str, Any]]
    texts: dict[str, dict[str, Any]]
    mails: dict[str, dict[str, Any]]
    bookings: list[dict[str, Any]]
    notes: dict[str, list[str]]
    contacts: list[dict[str, Any]]
    synced: dict[str, dict[str, Any]]
    undone: list[dict[str, Any]]
    payments: dict[str, dict[str, Any]]
    ledger: list[dict[str, Any]]
    events: list[dict[str, Any]]

    def findings(self) -> list[Finding]:
        """What every recount says of it."""
        record, witness = self.record, self.witness
        return [
            *leads.findings(record, witness, self.leads),
            *texts.findings(record, witness, self.texts),
            *mails.findings(record, witness, self.mails),
            *bookings.findings(record, witness, self.bookings),
            *bookings.notes(record, self.notes),
            *slack.findings(record, witness),
            *contacts.findings(record, self.contacts, self.synced),
            *partners.findings(record, witness, self.undone),
            *money.findings(record, witness, self.payments, self.ledger),
            *events.findings(record, self.events),
        ]


def record() -> Record:
    return Record(
        leads=[LeadTaken("lead_1", SELLER, 10.0, by_mail=True, by_text=True, status="contacted")],
        texts=[
            TextTaken("text_1", TEXTER.phone, "Hello", refused=False),
            TextTaken("text_2", TEXTER.phone, "Again", refused=True),
        ],
        mails=[
            MailTaken("mail_1", READER.email, "News", marketing=True, suppressed=False),
            MailTaken("mail_2", READER.email, "More", marketing=True, suppressed=True),
        ],
        silences=[
            Silence(TEXTER.phone, KNOWN_AT),
            Silence(READER.email, KNOWN_AT, marketing_only=True),
        ],
        bookings=[BookingTaken("booking_1", VISITOR, START, 1, "booked", ["booked", "moved"])],
        payments=[PaymentTaken("pay_1", 5000, paid=True, refunds={"refund_1": 2000})],
        events=[EventTaken("twilio", "SM1")],
        replies=[ReplyTaken(TEXTER.phone, "STOP")],
        edits=[CrmEdit("lead_1", "77", "+12065550177")],
        partners=[PartnerTaken("sub_1", PARTNER, 5.0)],
        gone=[TEXTER.phone],
    )


def witness() -> Witness:
    seller, visitor = SELLER, VISITOR
    moved = "Your visit has a new time: Saturday"
    return Witness(
        texts=[
            Texted(KNOWN_AT - 1, TEXTER.phone, "Hello"),
            Texted(20.0, seller.phone, f"{leads.THANKS} about your home."),
            Texted(30.0, visitor.phone, "Hearthstack: your appointment is now Saturday."),
        ],
        mails={
            "mail_1": Mailed(KNOWN_AT - 1, "mail_1", "mail_1", READER.email, "News", "http://x/u"),
            "mail_8": Mailed(
                20.0,
                "mail_8",
                "mail_8",
                seller.email,
                f"We have your message about {seller.address}",
                None,
            ),
            "mail_9": Mailed(30.0, "mail_9", "mail_9", visitor.email, moved, None),
        },
        posts={
            ("#hot-leads", "a"): Posted(
                1.0, "a", "#hot-leads", f"Hot lead · 90 · {seller.name}, 1"
            ),
            ("#bookings", "b"): Posted(1.0, "b", "#bookings", f"New visit: {visitor.name}, Sat"),
            ("#texts", "c"): Posted(1.0, "c", "#texts", f"{TEXTER.phone} has opted out\nSTOP"),
        },
        hooks=[
            Hooked(PARTNER, "lead_1:created", "lead.created", "lead_1"),
            Hooked(PARTNER, "lead_1:valuated", "property.valuated", "lead_1"),
            Hooked(PARTNER, "lead_1:status:v3", "lead.status_changed", "lead_1"),
        ],
        stripes={
            "cs_1": Stripes("cs_1", "checkout.session", "pay_1"),
            "re_1": Stripes("re_1", "refund", "refund_1"),
        },
    )


def run_that_went_well() -> Run:
    visit = {
        "id": "booking_1",
        "status": "booked",
        "sequence": 1,
        "start": START,
        "name": VISITOR.name,
        "lead_id": "lead_2",
    }
    return Run(
        record(),
        witness(),
        leads=[
            {
                "id": "lead_1",
                "email": SELLER.email,
                "status": "contacted",
                "valuation": {"estimate": 1},
            }
        ],
        texts={
            "text_1": {"status": "accepted"},
            "text_2": {"status": "refused"},
            TEXTER.phone: {"state": "opted_out"},
        },
        mails={"mail_1": {"status": "suppressed"}, "mail_2": {"status": "suppressed"}},
        bookings=[visit],
        notes={"booking_1": ["Booked an appointment for Friday.", "Moved the appointment."]},
        contacts=[{"id": "77", "properties": {"email": SELLER.email, "phone": "+12065550177"}}],
        synced={"lead_1": {"status": "synced", "changes": [{"value": "+12065550177"}]}},
        undone=[],
        payments={"pay_1": {"captured_cents": 5000, "refunded_cents": 2000}},
        ledger=[
            {"id": "e1", "kind": "capture", "amount_cents": 5000, "lines": []},
            {"id": "e2", "kind": "refund", "amount_cents": 2000, "lines": []},
        ],
        events=[
            {"id": "SM1:seal", "provider": "twilio", "status": "delivered", "last_error": None}
        ],
    )


def test_a_run_that_went_well_has_no_findings() -> None:
    """A mail that had left when its person left is sent and suppressed, and that is right."""
    assert run_that_went_well().findings() == []


def lead_is_gone(run: Run) -> None:
    run.leads.clear()


def lead_is_there_twice(run: Run) -> None:
    run.leads.append(run.leads[0] | {"id": "lead_9"})


def change_of_a_lead_is_gone(run: Run) -> None:
    run.leads[0]["status"] = "new"


def value_is_gone(run: Run) -> None:
    run.leads[0]["valuation"] = None


def card_is_gone(run: Run) -> None:
    del run.witness.posts["#hot-leads", "a"]


def card_is_there_twice(run: Run) -> None:
    run.witness.posts["#hot-leads", "z"] = run.witness.posts["#hot-leads", "a"]


def text_never_left(run: Run) -> None:
    del run.witness.texts[0]


def text_is_still_waiting(run: Run) -> None:
    run.texts["text_1"]["status"] = "queued"


def text_left_twice(run: Run) -> None:
    run.witness.texts.append(run.witness.texts[0])


def text_left_after_stop(run: Run) -> None:
    run.witness.texts[0] = Texted(LATER, TEXTER.phone, "Hello")


def refused_text_left(run: Run) -> None:
    run.witness.texts.append(Texted(KNOWN_AT - 1, TEXTER.phone, "Again"))


def stop_was_forgotten(run: Run) -> None:
    run.texts[TEXTER.phone]["state"] = "none"


def reply_was_not_told(run: Run) -> None:
    del run.witness.posts["#texts", "c"]


def mail_never_left(run: Run) -> None:
    run.mails["mail_1"]["status"] = "sent"
    del run.witness.mails["mail_1"]


def mail_left_under_two_keys(run: Run) -> None:
    run.witness.mails["mail_7"] = run.witness.mails["mail_8"]


def mail_left_to_who_had_left(run: Run) -> None:
    run.witness.mails["mail_1"] = Mailed(
        LATER, "mail_1", "mail_1", READER.email, "News", "http://x/u"
    )


def suppressed_mail_left(run: Run) -> None:
    run.witness.mails["mail_2"] = Mailed(
        KNOWN_AT, "mail_2", "mail_2", READER.email, "More", "http://x/u"
    )


def acknowledging_text_is_gone(run: Run) -> None:
    del run.witness.texts[1]


def mail_of_nobodys_wish_left(run: Run) -> None:
    run.record.leads[0].by_mail = False


def booking_is_gone(run: Run) -> None:
    run.bookings.clear()


def booking_is_nobodys(run: Run) -> None:
    run.bookings.append(run.bookings[0] | {"id": "booking_9", "start": "2026-12-06T20:00:00Z"})


def slot_is_booked_twice(run: Run) -> None:
    run.record.bookings.append(BookingTaken("booking_9", VISITOR, START, 1, "booked", ["moved"]))
    run.bookings.append(run.bookings[0] | {"id": "booking_9"})
    run.notes["booking_9"] = run.notes["booking_1"]


def booking_was_not_moved(run: Run) -> None:
    run.bookings[0]["start"] = "2026-12-06T20:00:00Z"


def move_was_not_mailed(run: Run) -> None:
    del run.witness.mails["mail_9"]


def note_is_there_twice(run: Run) -> None:
    run.notes["booking_1"].append("Moved the appointment.")


def contact_is_gone(run: Run) -> None:
    run.record.edits.clear()
    run.contacts.clear()


def contact_is_there_twice(run: Run) -> None:
    run.contacts.append(deepcopy(run.contacts[0]) | {"id": "78"})


def edit_was_overwritten(run: Run) -> None:
    run.contacts[0]["properties"]["phone"] = SELLER.phone


def partner_was_not_told(run: Run) -> None:
    del run.witness.hooks[1]


def partner_was_told_under_two_ids(run: Run) -> None:
    run.witness.hooks.append(Hooked(PARTNER, "lead_1:again", "lead.created", "lead_1"))


def delivery_is_dead(run: Run) -> None:
    run.undone.append({"id": "d_1", "status": "dead", "last_error": "It answered 500."})


def capture_was_booked_twice(run: Run) -> None:
    run.payments["pay_1"]["captured_cents"] = 10_000


def refund_is_not_in_the_books(run: Run) -> None:
    run.payments["pay_1"]["refunded_cents"] = 0


def refund_was_made_twice(run: Run) -> None:
    run.witness.stripes["re_2"] = Stripes("re_2", "refund", "refund_1")


def entry_does_not_balance(run: Run) -> None:
    run.ledger[0]["lines"] = [{"amount_cents": 1}]


def event_is_gone(run: Run) -> None:
    run.events.clear()


def event_still_waits(run: Run) -> None:
    run.events[0]["status"] = "pending"


@pytest.mark.parametrize(
    ("defect", "kind"),
    [
        (lead_is_gone, "lost"),
        (lead_is_there_twice, "doubled"),
        (change_of_a_lead_is_gone, "lost"),
        (value_is_gone, "lost"),
        (card_is_gone, "lost"),
        (card_is_there_twice, "doubled"),
        (text_never_left, "lost"),
        (text_is_still_waiting, "lost"),
        (text_left_twice, "doubled"),
        (text_left_after_stop, "unwanted"),
        (refused_text_left, "unwanted"),
        (stop_was_forgotten, "lost"),
        (reply_was_not_told, "lost"),
        (mail_never_left, "lost"),
        (mail_left_under_two_keys, "doubled"),
        (mail_left_to_who_had_left, "unwanted"),
        (suppressed_mail_left, "unwanted"),
        (acknowledging_text_is_gone, "lost"),
        (mail_of_nobodys_wish_left, "unwanted"),
        (booking_is_gone, "lost"),
        (booking_is_nobodys, "doubled"),
        (slot_is_booked_twice, "doubled"),
        (booking_was_not_moved, "lost"),
        (move_was_not_mailed, "lost"),
        (note_is_there_twice, "doubled"),
        (contact_is_gone, "lost"),
        (contact_is_there_twice, "doubled"),
        (edit_was_overwritten, "lost"),
        (partner_was_not_told, "lost"),
        (partner_was_told_under_two_ids, "doubled"),
        (delivery_is_dead, "lost"),
        (capture_was_booked_twice, "doubled"),
        (refund_is_not_in_the_books, "lost"),
        (refund_was_made_twice, "doubled"),
        (entry_does_not_balance, "wrong"),
        (event_is_gone, "lost"),
        (event_still_waits, "lost"),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_what_is_lost_doubled_or_unwanted_is_found(defect: Any, kind: str) -> None:
    run = run_that_went_well()
    defect(run)
    assert kind in {finding.kind for finding in run.findings()}
