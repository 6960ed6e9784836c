"""Slack: what people text is told or answered once, and no channel is told anything twice."""

from collections.abc import Iterator, Set

from fleet.chaos.record import Finding, Record, ReplyTaken
from fleet.chaos.recount.counting import grouped, once
from fleet.chaos.witness import Witness

REPEATING = ("#fleet-alerts", "#fleet-digest")
"""Channels in which the same words may come again: alerts of another time are other alerts."""
SHOWN = 120  # characters of a message in a finding


def findings(record: Record, witness: Witness) -> Iterator[Finding]:
    """What is wrong with messages in Slack."""
    posts = [post for post in witness.posts.values() if post.channel not in REPEATING]
    for (channel, text), keys in grouped(((p.channel, p.text), p.key) for p in posts).items():
        if len(keys) > 1:
            where = f"{len(keys)} times in {channel}: {text[:SHOWN]!r}"
            yield Finding("doubled", f"messages {keys}", where)
    told = [post.text for post in posts if post.channel == "#texts"]
    ours = {text.body for text in record.texts}
    for reply in record.replies:
        number = sum(reply.phone in text and reply.body in text for text in told)
        if number == 0 and _is_answered(reply, ours, witness):
            continue
        yield from once(number, f"text {reply.body!r} of {reply.phone}", "in #texts in Slack")


def _is_answered(reply: ReplyTaken, ours: Set[str], witness: Witness) -> bool:
    """Whether Twilio has made a text to them that is none of those that were asked for: a bot's."""
    return any(text.to == reply.phone and text.body not in ours for text in witness.texts)
