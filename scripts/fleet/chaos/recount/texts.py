"""Texts: each that was answered leaves once, or is refused to somebody who has said STOP."""

from collections.abc import Iterator, Mapping
from typing import Any

from fleet.chaos.desk import Desk
from fleet.chaos.record import Finding, Record, TextTaken
from fleet.chaos.recount.counting import LEAVING_SECONDS, grouped
from fleet.chaos.witness import Witness

ON_ITS_WAY = ("accepted", "sending", "sent", "delivered")


def read(record: Record, desk: Desk) -> Mapping[str, dict[str, Any]]:
    """What sms says of each text, by id; and of who is to get none, by number."""
    texts = {each.id: desk.ask("sms", "GET", f"/api/messages/{each.id}") for each in record.texts}
    numbers = [who for who in record.gone if who.startswith("+")]
    said = {who: desk.ask("sms", "GET", f"/api/consent?phone=%2B{who[1:]}") for who in numbers}
    return {name: reply.said for name, reply in (texts | said).items() if reply and reply.ok}


def findings(
    record: Record, witness: Witness, said: Mapping[str, dict[str, Any]]
) -> Iterator[Finding]:
    """What is wrong with texts."""
    made = grouped(((text.to, text.body), text.at) for text in witness.texts)
    stopped = {silence.who for silence in record.silences} | set(record.gone)
    for taken in record.texts:
        status = said.get(taken.id, {}).get("status", "unknown")
        times = len(made.get((taken.phone, taken.body), []))
        yield from _one(taken, status, times, taken.phone in stopped)
    for (phone, body), at in made.items():
        if len(at) > 1:
            yield Finding("doubled", f"text to {phone}", f"{len(at)} times at Twilio: {body!r}")
    yield from _after_stop(record, witness)
    for who in record.gone:
        state = said.get(who, {}).get("state")
        if who.startswith("+") and state != "opted_out":
            yield Finding("lost", f"STOP of {who}", f"sms says {state}")


def _one(taken: TextTaken, status: str, times: int, has_stopped: bool) -> Iterator[Finding]:
    text = f"text {taken.id}"
    if taken.refused and times:
        yield Finding("unwanted", text, "at Twilio, though it was answered refused")
    elif status in ON_ITS_WAY and not times:
        yield Finding("lost", text, f"not at Twilio, though sms says {status}")
    elif status == "refused" and not has_stopped:
        yield Finding("lost", text, f"refused, though {taken.phone} has not said STOP")
    elif status not in (*ON_ITS_WAY, "refused"):
        yield Finding("lost", text, f"{status} in GET /api/messages/{taken.id}")


def _after_stop(record: Record, witness: Witness) -> Iterator[Finding]:
    """What was made at Twilio after sms knew of a STOP; what had left by then may still arrive."""
    silences = grouped((silence.who, silence) for silence in record.silences)
    for text in witness.texts:
        for silence in silences.get(text.to, []):
            if silence.since + LEAVING_SECONDS < text.at < silence.until:
                late = text.at - silence.since
                where = f"at Twilio {late:.1f} s after STOP was known: {text.body!r}"
                yield Finding("unwanted", f"text to {text.to}", where)
