"""Mails: each that was answered leaves once, or not at all to somebody who wants none."""

from collections.abc import Iterator, Mapping
from typing import Any

from fleet.chaos.desk import Desk
from fleet.chaos.record import Finding, MailTaken, Record, Silence
from fleet.chaos.recount.counting import LEAVING_SECONDS, grouped
from fleet.chaos.witness import Mailed, Witness

SENT = ("sent", "delivered", "bounced", "complained")


def read(record: Record, desk: Desk) -> Mapping[str, dict[str, Any]]:
    """What email says of each mail, by id; and of who is to get none, by address."""
    mails = {each.id: desk.ask("email", "GET", f"/api/messages/{each.id}") for each in record.mails}
    gone = [who for who in record.gone if "@" in who]
    said = {who: desk.ask("email", "GET", f"/api/suppressions?address={who}") for who in gone}
    return {name: reply.said for name, reply in (mails | said).items() if reply and reply.ok}


def findings(
    record: Record, witness: Witness, said: Mapping[str, dict[str, Any]]
) -> Iterator[Finding]:
    """What is wrong with mails. What had left when its person left is sent *and* suppressed."""
    silences = grouped((silence.who, silence) for silence in record.silences)
    gone = set(record.gone)
    sent = grouped((mail.mail_id, mail) for mail in witness.mails.values())
    for taken in record.mails:
        status = said.get(taken.id, {}).get("status", "unknown")
        unwanted = taken.address in gone or any(
            _covers(each, taken.marketing) for each in silences.get(taken.address, [])
        )
        yield from _one(taken, status, sent.get(taken.id, []), unwanted)
    copies = grouped(((mail.to, mail.subject), key) for key, mail in witness.mails.items())
    for (to, subject), keys in copies.items():
        if len(keys) > 1:
            yield Finding("doubled", f"mails {keys}", f"at Resend, both {subject!r} to {to}")
    for mail in witness.mails.values():
        for silence in silences.get(mail.to, []):
            late = mail.at - silence.since
            if _covers(silence, mail.link is not None) and late > LEAVING_SECONDS:
                where = f"at Resend {late:.1f} s after its person was known to want none"
                yield Finding("unwanted", f"mail {mail.key}", where)
    for who in record.gone:
        scope = said.get(who, {}).get("scope")
        if "@" in who and scope != "all":
            yield Finding("lost", f"complaint or bounce of {who}", f"suppressed for {scope}")


def _one(taken: MailTaken, status: str, sent: list[Mailed], unwanted: bool) -> Iterator[Finding]:
    mail = f"mail {taken.id}"
    if taken.suppressed and sent:
        yield Finding("unwanted", mail, "at Resend, though it was answered suppressed")
    elif status in SENT and not sent:
        yield Finding("lost", mail, f"not at Resend, though email says {status}")
    elif status == "suppressed" and not unwanted:
        yield Finding("lost", mail, f"suppressed, though {taken.address} wants it")
    elif status not in (*SENT, "suppressed"):
        yield Finding("lost", mail, f"{status} in GET /api/messages/{taken.id}")


def _covers(silence: Silence, marketing: bool) -> bool:
    return marketing or not silence.marketing_only
