"""Stripe's API: what is asked of it, and what its answers mean.

https://docs.stripe.com/api · https://docs.stripe.com/api/idempotent_requests
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from contracts.payments import NewCheckout
from edgekit import Problem, Upstream
from payments_vars import Ctx

VERSION = "2026-10-28.endive"
"""``Stripe-Version``: the shapes do not change under us when the account's default does."""
PAGES, PAGE_SIZE = 20, 100
Fields = Mapping[str, Any]


def form(fields: Fields) -> str:
    """A form with nested objects and lists in brackets, as Stripe takes it."""
    return urlencode(list(_flat(fields)))


def _flat(fields: Fields, prefix: str = "") -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for name, value in fields.items():
        key = f"{prefix}[{name}]" if prefix else name
        if isinstance(value, Mapping):
            pairs += _flat(value, key)
        elif isinstance(value, list):
            pairs += _flat({str(number): each for number, each in enumerate(value)}, key)
        elif value is not None:
            pairs.append((key, str(value)))
    return pairs


def session_fields(payment_id: str, new: NewCheckout) -> Fields:
    """A Checkout Session; the metadata of its intent lets each event name the payment."""
    price = {
        "currency": new.currency,
        "product_data": {"name": new.description},
        "unit_amount": new.amount_cents,
    }
    metadata = {"payment_id": payment_id}
    return {
        "mode": "payment",
        "client_reference_id": payment_id,
        "success_url": new.success_url,
        "cancel_url": new.cancel_url,
        "line_items": [{"price_data": price, "quantity": 1}],
        "metadata": metadata,
        "payment_intent_data": {"metadata": metadata},
    }


def refund_fields(book: str, amount: int, refund_id: str) -> Fields:
    """A refund of an intent, or of a charge without one."""
    return {whose(book): book, "amount": amount, "metadata": {"refund_id": refund_id}}


def whose(book: str) -> str:
    """The parameter that names a book: an intent, or a charge without one."""
    return "payment_intent" if book.startswith("pi_") else "charge"


async def create(ctx: Ctx, path: str, fields: Fields, key: str) -> dict[str, Any]:
    """Create an object, once under a key; raises ``Problem`` as ``checked`` does."""
    headers = _headers(ctx) | {
        "Content-Type": "application/x-www-form-urlencoded",
        "Idempotency-Key": key,
    }
    url, body = f"{_base(ctx)}/v1/{path}", form(fields)
    timeout = ctx.vars.provider_timeout_ms
    answer = await ctx.fetch(url, method="POST", headers=headers, body=body, timeout_ms=timeout)
    return checked(answer, ctx.clock_ms() / 1000)


async def read(ctx: Ctx, path: str, fields: Fields) -> dict[str, Any]:
    """Read an object or a list; raises ``Problem`` as ``checked`` does."""
    url = f"{_base(ctx)}/v1/{path}?{form(fields)}"
    answer = await ctx.fetch(url, headers=_headers(ctx), timeout_ms=ctx.vars.provider_timeout_ms)
    return checked(answer, ctx.clock_ms() / 1000)


async def read_list(ctx: Ctx, path: str, fields: Fields) -> tuple[list[dict[str, Any]], bool]:
    """Read a list page by page, the newest first, and say whether that is all of it."""
    found: list[dict[str, Any]] = []
    after = None
    for _ in range(PAGES):
        page = await read(ctx, path, {"limit": PAGE_SIZE, "starting_after": after, **fields})
        found += page["data"]
        if not page.get("has_more") or not page["data"]:
            return found, True
        after = page["data"][-1]["id"]
    return found, False


def checked(answer: Upstream, now: float) -> dict[str, Any]:
    """The object of an answer.

    Raises ``Problem`` 422 for what Stripe finds wrong, 409 while the first request is at work, 503
    where it asks to wait, and 502 where it is unwell or does not know our key.
    """
    said = answer.json() if answer.text.startswith("{") else {}
    if answer.ok and isinstance(said.get("id") or said.get("data"), str | list):
        found: dict[str, Any] = said
        return found
    error = said.get("error")
    message = (error.get("message") if isinstance(error, dict) else None) or "nothing more"
    detail = f"Stripe answered {answer.status}: {message}"
    if answer.status in (400, 402, 404):
        raise Problem(422, detail)
    if answer.status == 409:
        raise Problem(409, detail, headers={"Retry-After": "1"})
    if answer.status == 429:
        seconds = max(1, round(answer.retry_after(now) or 1))
        raise Problem(503, detail, headers={"Retry-After": str(seconds)})
    raise Problem(502, detail)


def _headers(ctx: Ctx) -> dict[str, str]:
    key = ctx.secret("STRIPE_SECRET_KEY")
    if not key:
        raise Problem(503, "STRIPE_SECRET_KEY is not set; set it to take payments.")
    return {"Authorization": f"Bearer {key}", "Stripe-Version": VERSION}


def _base(ctx: Ctx) -> str:
    return ctx.vars.stripe_api_url.rstrip("/")
