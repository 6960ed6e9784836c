"""Stripe: Checkout Sessions, payments, refunds, disputes and what they do to the balance.

https://docs.stripe.com/api. Nobody pays here: ``happenings`` says how a person lets it happen.
"""

import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from fleet.dev.providers.base import Answer, Exchange, StandIn
from fleet.dev.providers.stripe.account import Account
from fleet.dev.providers.stripe.calls import call
from fleet.dev.providers.stripe.form import parsed
from fleet.dev.providers.stripe.happenings import told
from fleet.dev.providers.stripe.idempotency import Keys
from fleet.dev.providers.stripe.lists import expanded
from fleet.dev.providers.stripe.recollection import QUERY, recall
from fleet.dev.providers.stripe.refusals import Refusal, unknown_url
from fleet.dev.providers.stripe.shapes import VERSION, new_id

__all__ = ["VERSION", "Stripe"]

BASE = "/v1/"
SERVER_ERROR = 500
NO_KEY = (
    "You did not provide an API key. You need to provide your API key in the Authorization header, "
    "using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY')."
)


class Stripe(StandIn):
    """One account in test mode, in the version that is pinned; ``now`` is its clock, in seconds."""

    name = "stripe"
    aliases = ("payments",)
    hosts = ("stripe.com",)
    variables = ("STRIPE_API_URL",)
    secrets = ("STRIPE_SECRET_KEY", "STRIPE_API_KEY")
    memory = ("payments", QUERY)

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        self._now = now
        self.reset()

    def reset(self) -> None:
        """Forget every object and idempotency key."""
        self._account = Account(self._now)
        self._keys = Keys(self._now)

    def recall(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Take up what the worker knows of an earlier run."""
        recall(self._account, rows)

    def answer(self, exchange: Exchange) -> Answer:
        """Answer a call, or tell again what was answered to it under its idempotency key."""
        try:
            answer = self._answered(exchange)
        except Refusal as refusal:
            answer = refusal.answer
        said = {"request-id": new_id("req_", 14), "stripe-version": VERSION}
        key = exchange.headers.get("idempotency-key")
        given = {"idempotency-key": key} if key else {}
        return Answer(answer.status, answer.body, answer.headers | said | given)

    def answered_by_rule(self, exchange: Exchange, answer: Answer) -> None:
        """Keep an error 500 of Stripe's own under its key; one of a gateway has another shape."""
        key = exchange.headers.get("idempotency-key")
        if key and answer.status >= SERVER_ERROR and b'"error"' in answer.body:
            with suppress(Refusal):
                self._keys.keep(key, _path(exchange), parsed(exchange.body.decode()), answer)

    def event(self, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        """The event that is asked for; with ``of``, what it tells happens first."""
        return told(self._account, asked) if "of" in asked else asked

    def _answered(self, exchange: Exchange) -> Answer:
        path = _path(exchange)
        _check_caller(exchange)
        if exchange.method != "POST":
            return self._done(exchange, path, parsed(urlsplit(exchange.url).query))
        fields = parsed(exchange.body.decode(errors="replace"))
        key = exchange.headers.get("idempotency-key")
        if not key:
            return self._done(exchange, path, fields)
        known = self._keys.known(key, path, fields)
        if known is not None:
            return known
        try:
            answer = self._done(exchange, path, fields)
        except Refusal as refusal:
            if not refusal.began:
                raise
            answer = refusal.answer
        self._keys.keep(key, path, fields, answer)
        return answer

    def _done(self, exchange: Exchange, path: str, fields: dict[str, Any]) -> Answer:
        done = call(self._account, exchange.method, path, fields)
        return Answer.json(expanded(done, fields.get("expand"), self._account.find))


def _path(exchange: Exchange) -> str:
    """The path below ``/v1/``; raises ``Refusal`` for others."""
    _, found, path = exchange.path.partition(BASE)
    if not found:
        raise unknown_url(exchange.method, exchange.path)
    return path


def _check_caller(exchange: Exchange) -> None:
    scheme, _, key = exchange.headers.get("authorization", "").partition(" ")
    if scheme.lower() not in ("bearer", "basic") or not key:
        raise Refusal(401, NO_KEY)
    version = exchange.headers.get("stripe-version", VERSION)
    if version != VERSION:
        message = f"Invalid Stripe API version: {version}. This stand-in speaks {VERSION}."
        raise Refusal(400, message)
    kind = exchange.headers.get("content-type", "")
    if exchange.method == "POST" and exchange.body and kind.startswith("application/json"):
        raise Refusal(400, "Requests of v1 are forms (application/x-www-form-urlencoded), no JSON.")
