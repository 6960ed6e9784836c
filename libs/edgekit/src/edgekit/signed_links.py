"""Links that carry their own permission: signed, bound to one purpose, and expiring.

A *token* names its subject, such as a booking or an address, and fits in one query parameter. A
*signed query* permits one method on one path until a time, with whatever else is bound to it.
"""

import base64
import binascii
from urllib.parse import parse_qsl, urlencode

from .problems import Problem
from .signatures import hmac_sha256, same

NEVER = 0
"""As the time of expiry: the link is good for ever."""
LONGEST_TOKEN = 2000  # characters
OWN_PARAMETERS = ("exp", "sig")


class LinkKeys:
    """The keys that sign links of one purpose: the first signs, each of them is accepted.

    ``secret`` is one text or several parted by commas, the newest first. What is signed for one
    purpose is worth nothing for another, though the secret is the same.
    """

    def __init__(self, secret: str, purpose: str) -> None:
        """Raises ``ValueError`` where there is no secret: nobody may sign with an empty one."""
        self._keys = [part.strip().encode() for part in secret.split(",") if part.strip()]
        self._purpose = purpose
        if not self._keys:
            raise ValueError("There is no secret to sign links with; set it.")

    def token(self, subject: str, expires_at: int = NEVER) -> str:
        """A token for ``subject`` until ``expires_at`` (epoch seconds); URL-safe.

        Raises ``ValueError`` for a subject whose token would be longer than 2,000 characters.
        """
        token = f"{_encode(subject.encode())}.{expires_at}.{self._sign(subject, str(expires_at))}"
        if len(token) > LONGEST_TOKEN:
            raise ValueError("The subject is too long for a link; sign an id of it instead.")
        return token

    def subject(self, token: str, now: float) -> str:
        """The subject of a token; ``now`` is epoch seconds.

        Raises ``Problem`` 403 for a token that was not made here, 410 for one that is over.
        """
        encoded, _, rest = token.partition(".")
        expires_at, _, signature = rest.partition(".")
        subject = _decode(encoded) if len(token) <= LONGEST_TOKEN else None
        # One spelling alone: who keeps the tokens that were used must not meet one in another.
        whole = subject is not None and _encode(subject.encode()) == encoded
        if subject is None or not whole or not self._is_signed(signature, subject, expires_at):
            raise _not_ours()
        _check_expiry(expires_at, now)
        return subject

    def query(self, method: str, path: str, expires_at: int = NEVER, **bound: str | int) -> str:
        """The query that permits ``method`` on ``path`` until ``expires_at`` (epoch seconds).

        ``bound`` are further parameters of the query, none of which can then be changed. Raises
        ``ValueError`` for one called ``exp`` or ``sig``, which are the link's own.
        """
        if not bound.keys().isdisjoint(OWN_PARAMETERS):
            raise ValueError("exp and sig are the link's own; bind the value by another name.")
        parameters = {name: str(value) for name, value in bound.items()} | {"exp": str(expires_at)}
        signature = self._sign(method, path, *_flat(parameters))
        return urlencode(parameters | {"sig": signature})

    def check_query(self, method: str, path: str, query: str, now: float) -> dict[str, str]:
        """The bound parameters of a signed query; ``path`` is as it was sent, and so is ``query``.

        Raises ``Problem`` 403 where anything is not as it was signed, 410 when it is over.
        """
        pairs = parse_qsl(query, keep_blank_values=True)
        parameters = dict(pairs)
        signature, expires_at = parameters.pop("sig", ""), parameters.get("exp", "")
        whole = len(pairs) == len(parameters) + 1
        if not whole or not self._is_signed(signature, method, path, *_flat(parameters)):
            raise _not_ours()
        _check_expiry(expires_at, now)
        del parameters["exp"]
        return parameters

    def _sign(self, *parts: str) -> str:
        return _signature(self._keys[0], self._purpose, parts)

    def _is_signed(self, signature: str, *parts: str) -> bool:
        # Every key is tried, so that the time does not tell which one fits.
        matches = [same(signature, _signature(key, self._purpose, parts)) for key in self._keys]
        return any(matches)


def _signature(key: bytes, purpose: str, parts: tuple[str, ...]) -> str:
    """Each part goes in with its length, so that no two lists of parts are the same bytes."""
    encoded = [part.encode("utf-8", "surrogatepass") for part in (purpose, *parts)]
    content = b"".join(len(part).to_bytes(4) + part for part in encoded)
    return _encode(hmac_sha256(key, content))


def _flat(parameters: dict[str, str]) -> list[str]:
    return [text for pair in sorted(parameters.items()) for text in pair]


def _check_expiry(expires_at: str, now: float) -> None:
    if int(expires_at) != NEVER and now >= int(expires_at):
        raise Problem(410, "This link is over; ask for a new one.")


def _not_ours() -> Problem:
    return Problem(403, "This link is not valid; use the one that you were sent, whole.")


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _decode(text: str) -> str | None:
    try:
        return base64.b64decode(
            text + "=" * (-len(text) % 4), altchars=b"-_", validate=True
        ).decode()
    except (binascii.Error, ValueError):
        return None
