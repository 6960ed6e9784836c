"""Two providers and a worker fail, and the fleet heals: what was promised arrives, once."""

from collections.abc import Callable
from typing import Any

from fleet.demo.day import Day
from fleet.demo.selling import mails, synced, texts
from fleet.dev.client import Fault

RETRY_AFTER = 3  # seconds
BROKEN = "crm-sync"
HEALING = ("leads", "calendar", "email", "sms", "crm-sync", "partner-hooks", "slack-intel")


def things_break(day: Day) -> Fault:
    """Resend answers 500, Twilio 429, and crm-sync throws; the console shows the fault."""
    too_many = {"code": 20429, "message": "Too Many Requests", "status": 429}
    day.fleet.rule("resend", status=500)
    day.fleet.rule("twilio", status=429, headers={"Retry-After": str(RETRY_AFTER)}, body=too_many)
    fault = day.fleet.fault(BROKEN, "error")
    day.tell.did(
        f"Resend answers 500, Twilio 429 with Retry-After: {RETRY_AFTER}, and {BROKEN} throws.",
        day.console("workers"),
    )
    return fault


def nothing_gets_through(day: Day) -> None:
    """Both providers were asked and refused; what was promised waits in D1."""
    day.tell.wait("Resend has refused the mail", lambda: _refused(day, "resend"))
    day.tell.wait("Twilio has refused the texts", lambda: _refused(day, "twilio"))
    day.tell.wait(f"leads could not reach {BROKEN}", lambda: _waiting(day, "leads"))


def things_heal(day: Day, fault: Fault, *, mails_due: int, texts_due: int) -> None:
    """The faults end, crons come round, and each message arrives once; the CRM is up to date."""
    day.fleet.clear_rules()
    fault.end()
    day.tell.did("Resend, Twilio and crm-sync are well again; crons come round.")
    heal(day, "the mail has arrived", lambda: len(mails(day)) >= mails_due)
    heal(day, "the texts have arrived", lambda: len(texts(day)) >= texts_due)
    heal(day, "the CRM knows that the lead was called", lambda: _crm_knows(day))


def heal(day: Day, text: str, look: Callable[[], Any]) -> None:
    """Let crons come round until something has happened."""

    def after_a_tick() -> Any:
        if not look():
            for worker in HEALING:
                day.fleet.cron(worker)
        return look()

    day.tell.wait(text, after_a_tick)


def _refused(day: Day, provider: str) -> list[dict[str, Any]]:
    return [each for each in day.sent(provider, taken=False) if each["status"] in (429, 500)]


def _waiting(day: Day, worker: str) -> list[dict[str, Any]]:
    """What of the lead's outbox is still to be delivered."""
    sql = f"""SELECT key FROM outbox WHERE key LIKE '{day.lead}:contact%'
AND delivered_at IS NULL AND last_error IS NOT NULL"""  # noqa: S608 - an id of ours
    return day.fleet.d1(worker, sql)


def _crm_knows(day: Day) -> bool:
    return not _waiting(day, "leads") and synced(day) is not None
