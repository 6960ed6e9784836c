"""From an event to its deliveries, in one transaction; and what makes more of them."""

from collections.abc import Sequence

from pydantic import BaseModel

from contracts.partner_hooks import Publication, Published
from edgekit import PlatformError, Problem, Statement, new_id
from partner_events import TEST_DATA, TEST_TYPE, data_text, digest, id_of, lead_of
from partner_subscriptions import find
from partner_vars import Ctx

QUEUE, FAILING_QUEUE = "QUEUE", "FAILING_QUEUE"
HANDED_OVER_MS = 60_000  # that a queue has for a delivery, before cron hands it over again

PUBLISH = """INSERT INTO publications (id, token, type, data, digest, lead_id, at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (id) DO NOTHING"""
# Only the request that has stored the event makes deliveries of it: whoever subscribes later does
# not get it when it is published again.
DELIVER = """INSERT INTO deliveries
  (id, subscription, publication, type, status, claim, created_at, due_at)
SELECT 'dlv_' || lower(hex(randomblob(16))), s.id, ?1, ?3, 'pending', ?2, ?4, ?5
FROM subscriptions AS s
WHERE s.enabled AND EXISTS (SELECT 1 FROM json_each(s.events) WHERE value = ?3)
  AND EXISTS (SELECT 1 FROM publications WHERE id = ?1 AND token = ?2)
ORDER BY s.number"""
KNOWN = """SELECT digest, token,
  (SELECT count(*) FROM deliveries WHERE publication = publications.id) AS deliveries
FROM publications WHERE id = ?1"""
MADE = """SELECT d.id, s.failures > 0 AS failing FROM deliveries AS d
JOIN subscriptions AS s ON s.id = d.subscription WHERE d.claim = ?1"""
TEST = """INSERT INTO deliveries
  (id, subscription, publication, type, status, is_test, claim, created_at, due_at)
VALUES (?1, ?2, ?3, ?4, 'pending', 1, ?5, ?6, ?7)"""
REPLAY = """UPDATE deliveries SET status = 'pending', claim = ?2, tries = 0,
  replays = replays + 1, due_at = ?3 WHERE id = ?1"""
LETTER_REPLAYED = """UPDATE dead_letters SET replayed_at = ?2
WHERE source = 'delivery' AND key = ?1 AND replayed_at IS NULL"""
REPLAYING = """SELECT d.id, d.is_test, s.enabled, p.data IS NULL AS emptied
FROM deliveries AS d JOIN publications AS p ON p.id = d.publication
LEFT JOIN subscriptions AS s ON s.id = d.subscription WHERE d.id = ?1"""
DUE = """UPDATE deliveries SET claim = ?1, due_at = ?3 WHERE number IN (
  SELECT number FROM deliveries WHERE status = 'pending' AND due_at <= ?2
  ORDER BY due_at, number LIMIT ?4)"""
MOST_DUE = 500  # of one cron run

# What endpoints have answered goes too: they may have said back what they were told.
OF_LEAD = "SELECT id FROM publications WHERE lead_id = ?1"
TO_PARTNERS = f"SELECT id FROM deliveries WHERE publication IN ({OF_LEAD})"  # noqa: S608
EMPTY_ATTEMPTS = f"""UPDATE attempts SET error = NULL, excerpt = NULL
WHERE delivery IN ({TO_PARTNERS})"""  # noqa: S608
EMPTY_DELIVERIES = f"""UPDATE deliveries SET last_error = NULL, claim = NULL,
  status = iif(status IN ('pending', 'held'), 'cancelled', status)
WHERE publication IN ({OF_LEAD})"""  # noqa: S608
DELETE_LETTERS = f"""DELETE FROM dead_letters
WHERE source = 'delivery' AND key IN ({TO_PARTNERS})"""  # noqa: S608
EMPTY = """UPDATE publications SET data = NULL WHERE lead_id = ?1 AND data IS NOT NULL
RETURNING id"""


class Due(BaseModel):
    """What a queue carries: one delivery, the claim by which it may be tried, and when it was due.

    ``at`` is epoch milliseconds: a cron run of another time than now passes it on.
    """

    delivery: str
    claim: str
    at: int


class Made(BaseModel):
    """A delivery that is to be tried, and whether its endpoint has failed last."""

    id: str
    failing: bool


class Replaying(BaseModel):
    """A delivery that somebody wants again; ``enabled`` is null once its endpoint is deleted."""

    id: str
    is_test: bool
    enabled: bool | None
    emptied: bool


def publication(key: str, token: str, kind: str, data: str, lead: str | None, at: int) -> Statement:
    """The statement that stores an event; one whose id is there already stores nothing."""
    return Statement(PUBLISH, (key, token, kind, data, digest(kind, data), lead, at))


def deliveries(key: str, token: str, kind: str, at: int) -> Statement:
    """The statement that makes a delivery for each endpoint that is on and wants such events."""
    return Statement(DELIVER, (key, token, kind, at, at + HANDED_OVER_MS))


async def publish(new: Publication, idempotency_key: str | None, ctx: Ctx) -> Published:
    """Store an event with its deliveries, and hand these to the queue behind the answer.

    The same id again is the same event, and makes nothing; without an id the idempotency key, if
    there is one, stands for it. Raises ``Problem`` 409 for a used id
    with another event, 413 and 422 for data that can't be sent.
    """
    given = new.id or (id_of(idempotency_key) if idempotency_key else None)
    key, token, data = given or new_id("evt"), new_id("pub"), data_text(new.data)
    stored = publication(key, token, new.type, data, lead_of(new.data), ctx.started_ms)
    _, _, [known], made = await ctx.db.batch(
        stored,
        deliveries(key, token, new.type, ctx.started_ms),
        Statement(KNOWN, (key,)),
        Statement(MADE, (token,)),
    )
    if known["token"] != token and known["digest"] != digest(new.type, data):
        raise Problem(409, f"The id {key} was used with another event; use a new one.")
    _hand_over_later(made, token, ctx)
    return Published(id=key, deliveries=known["deliveries"])


async def test(subscription: str, ctx: Ctx) -> str:
    """Send one endpoint a test event, also if it is off; answers the delivery's id.

    It gets one attempt. Raises ``Problem`` 404.
    """
    row = await find(subscription, ctx)
    key, token, delivery = new_id("evt"), new_id("test"), new_id("dlv")
    now, data = ctx.started_ms, data_text(TEST_DATA)
    facts = (delivery, row.id, key, TEST_TYPE, token, now, now + HANDED_OVER_MS)
    await ctx.db.batch(publication(key, token, TEST_TYPE, data, None, now), Statement(TEST, facts))
    _hand_over_later([{"id": delivery, "failing": row.failures > 0}], token, ctx)
    return delivery


async def replay(delivery: str, ctx: Ctx) -> None:
    """Deliver again, whatever has become of it, as the same event and with all its attempts.

    Raises ``Problem`` 404, and 409 if there is nobody to deliver to, or nothing any more.
    """
    row = await ctx.db.one(Replaying, REPLAYING, delivery)
    if row is None:
        raise Problem(404, f"No delivery has the id {delivery}.")
    _check_replay(row)
    token, now = new_id("replay"), ctx.started_ms
    *_, made = await ctx.db.batch(
        Statement(REPLAY, (delivery, token, now + HANDED_OVER_MS)),
        Statement(LETTER_REPLAYED, (delivery, now)),
        Statement(MADE, (token,)),
    )
    _hand_over_later(made, token, ctx)


def _check_replay(row: Replaying) -> None:
    if row.enabled is None:
        raise Problem(409, "Its endpoint was deleted: there is nobody to deliver it to.")
    if not row.enabled and not row.is_test:
        raise Problem(409, "Its endpoint is switched off: switch it on first.")
    if row.emptied:
        raise Problem(409, "Its person was erased, and with them what it said.")


async def hand_over_due(ctx: Ctx) -> None:
    """Hand to the queues what is due, whatever has become of it since."""
    token, now = new_id("due"), ctx.started_ms
    _, made = await ctx.db.batch(
        Statement(DUE, (token, now, now + HANDED_OVER_MS, MOST_DUE)), Statement(MADE, (token,))
    )
    await hand_over([Made.model_validate(each) for each in made], token, ctx)


async def hand_over(made: Sequence[Made], claim: str, ctx: Ctx) -> None:
    """Give deliveries to the queues; what these do not take cron finds in a minute."""
    for queue, is_failing in ((QUEUE, False), (FAILING_QUEUE, True)):
        due = [
            Due(delivery=each.id, claim=claim, at=ctx.started_ms)
            for each in made
            if each.failing is is_failing
        ]
        if not due:
            continue
        try:
            await ctx.queue(queue).send_batch(due)
        except PlatformError as error:
            ctx.log.warning("queue_down", queue=queue, error=str(error), deliveries=len(due))


async def forget(lead_id: str, ctx: Ctx) -> int:
    """Forget what events said of a lead; what is still on its way stops. Answers how many."""
    steps = (EMPTY_ATTEMPTS, DELETE_LETTERS, EMPTY_DELIVERIES, EMPTY)
    *_, emptied = await ctx.db.batch(*[Statement(sql, (lead_id,)) for sql in steps])
    return len(emptied)


def _hand_over_later(made: Sequence[dict[str, object]], claim: str, ctx: Ctx) -> None:
    if made:
        ctx.wait_until(hand_over([Made.model_validate(each) for each in made], claim, ctx))
