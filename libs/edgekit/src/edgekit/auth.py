"""Bearer tokens (RFC 6750) for private endpoints, compared in constant time."""

import hmac

from .problems import Problem

WRONG = "The token is not the one that this endpoint wants."
CHALLENGE = {"WWW-Authenticate": "Bearer"}


class WrongToken(Problem):
    """The 403 for a token that is not the one; whoever sends many of them is guessing."""

    def __init__(self) -> None:
        super().__init__(403, WRONG, headers=CHALLENGE)


def require_bearer(authorization: str, token: str | None) -> None:
    """Let the request pass only if ``Authorization`` carries ``token``.

    With no token configured the endpoint is closed, not open. Raises ``Problem`` 401 when the
    header is missing, 403 when nothing is configured, and ``WrongToken`` (403) when it is wrong.
    """
    if not authorization:
        raise Problem(401, "This endpoint wants Authorization: Bearer <token>.", headers=CHALLENGE)
    if not token:
        raise Problem(403, "This endpoint is closed: set the secret ADMIN_TOKEN to open it.")
    if not is_bearer(authorization, token):
        raise WrongToken


def is_bearer(authorization: str, token: str | None) -> bool:
    """Whether ``Authorization`` carries ``token``; never where none is configured."""
    scheme, _, given = authorization.partition(" ")
    is_same = hmac.compare_digest(given.strip().encode(), (token or "").encode())
    return bool(token) and is_same and scheme.lower() == "bearer"
