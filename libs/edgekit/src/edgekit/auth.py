"""Bearer tokens (RFC 6750) for private endpoints, compared in constant time."""

import hmac

from .problems import Problem

CHALLENGE = {"WWW-Authenticate": "Bearer"}


def require_bearer(authorization: str, token: str | None) -> None:
    """Let the request pass only if ``Authorization`` carries ``token``.

    With no token configured the endpoint is closed, not open. Raises ``Problem`` 401 when the
    header is missing and 403 when it is wrong or nothing is configured.
    """
    if not authorization:
        raise Problem(401, "This endpoint wants Authorization: Bearer <token>.", headers=CHALLENGE)
    scheme, _, given = authorization.partition(" ")
    if not token:
        raise Problem(403, "This endpoint is closed: set the secret ADMIN_TOKEN to open it.")
    if scheme.lower() != "bearer" or not hmac.compare_digest(
        given.strip().encode(), token.encode()
    ):
        raise Problem(403, "The token is not the one that this endpoint wants.", headers=CHALLENGE)
