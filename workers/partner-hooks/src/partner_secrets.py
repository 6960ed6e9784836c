"""The endpoints' signing secrets. None is stored: each is derived from ``HOOKS_SECRET``.

A secret is ``HMAC-SHA256(HOOKS_SECRET, "partner-hooks:" id ":" generation)``. The database holds
which generations of a subscription sign, so that a copy of it signs nothing, and a rotation is a
new generation beside the one before.
"""

import hashlib
import json
from collections.abc import Sequence

from pydantic import BaseModel, TypeAdapter

from edgekit.signatures import WebhookKeys, hmac_sha256, new_webhook_secret

MOST_AT_ONCE = 5  # secrets of one subscription; rotated more often, the oldest ends early


class Generation(BaseModel):
    """One secret of a subscription; ``key`` tells which text of ``HOOKS_SECRET`` it comes from.

    ``until`` is when it ends, epoch milliseconds; the newest has no end.
    """

    number: int
    key: str
    until: int | None = None


_LIST = TypeAdapter(list[Generation])


class MissingMasterError(LookupError):
    """No text of ``HOOKS_SECRET`` makes a secret that is still in use."""


class Masters:
    """The texts of ``HOOKS_SECRET``, the newest first."""

    def __init__(self, texts: str | None) -> None:
        keys = [text.strip().encode() for text in (texts or "").split(",") if text.strip()]
        self._by_digest = {_digest(key): key for key in keys}

    @property
    def newest(self) -> str:
        """The digest of the newest; raises ``MissingMasterError`` if there is none."""
        try:
            return next(iter(self._by_digest))
        except StopIteration:
            raise MissingMasterError("Set the secret HOOKS_SECRET.") from None

    def secret(self, subscription: str, generation: Generation) -> str:
        """A subscription's secret, ``whsec_…``; raises ``MissingMasterError``."""
        key = self._by_digest.get(generation.key)
        if key is None:
            raise MissingMasterError(
                "HOOKS_SECRET has lost the text that this endpoint's secret comes from: "
                "put it back behind a comma, or rotate the secret."
            )
        content = f"partner-hooks:{subscription}:{generation.number}"
        return new_webhook_secret(hmac_sha256(key, content.encode()))

    def sign(
        self,
        subscription: str,
        generations: Sequence[Generation],
        webhook_id: str,
        at: int,
        body: str,
    ) -> dict[str, str]:
        """The three headers of Standard Webhooks; ``at`` is epoch milliseconds.

        Every generation that has not ended signs, the newest first.
        """
        keys = " ".join(self.secret(subscription, each) for each in living(generations, at))
        return WebhookKeys.parse(keys).sign(webhook_id, at // 1000, body.encode())


def first(masters: Masters) -> list[Generation]:
    """What a new subscription signs with."""
    return [Generation(number=1, key=masters.newest)]


def rotated(
    generations: Sequence[Generation], masters: Masters, now: int, until: int
) -> list[Generation]:
    """A new generation, and those before with their ends, at the latest ``until``."""
    kept = [
        each.model_copy(update={"until": min(each.until or until, until)})
        for each in living(generations, now)
    ]
    number = max(each.number for each in generations) + 1
    return [Generation(number=number, key=masters.newest), *kept][:MOST_AT_ONCE]


def living(generations: Sequence[Generation], now: int) -> list[Generation]:
    """Those that have not ended."""
    return [each for each in generations if each.until is None or now < each.until]


def packed(generations: Sequence[Generation]) -> str:
    """As they are stored."""
    return json.dumps([each.model_dump(exclude_none=True) for each in generations])


def unpacked(text: str) -> list[Generation]:
    """What is stored."""
    return _LIST.validate_json(text)


def _digest(key: bytes) -> str:
    return hashlib.sha256(b"partner-hooks:" + key).hexdigest()[:16]
