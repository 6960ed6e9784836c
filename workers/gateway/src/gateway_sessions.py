"""Sessions: what a partner's server gives its own visitors' browsers, in the place of its key.

A session is signed, not stored: it names the secret of its key, some of that key's scopes and its
end, an hour away at most. It counts towards its key's limits, and ends with the secret.
"""

import json

from contracts.gateway import NewSession, Session
from edgekit import FieldError, Problem
from gateway_door import Caller, session_keys
from gateway_keys import SESSION_MARK, covers
from gateway_records import moment
from gateway_vars import Ctx


def make_session(new: NewSession, caller: Caller, ctx: Ctx) -> Session:
    """Make a session; raises ``Problem`` 403 for one of a session, or of scopes not had."""
    if caller.is_session:
        raise Problem(403, "A session can't make sessions; use the key.")
    scopes = new.scopes or list(caller.scopes)
    lacking = [scope for scope in scopes if not covers(caller.scopes, scope)]
    if lacking:
        raise Problem(403, f"This key can't give what it has not: {', '.join(lacking)}.")
    ends_ms = (ctx.started_ms // 1000 + new.ttl_seconds) * 1000
    if caller.ends_ms is not None:
        ends_ms = min(ends_ms, caller.ends_ms)
    facts = {"secret": caller.prefix, "scopes": scopes, "ends_ms": ends_ms}
    subject = json.dumps(facts, separators=(",", ":"))
    try:
        token = session_keys(ctx).token(subject, -(-ends_ms // 1000))
    except ValueError as error:
        faults = [FieldError("/scopes", "are too many for a session; name fewer")]
        raise Problem(422, "The body has invalid fields: /scopes.", errors=faults) from error
    end = moment(ends_ms)
    return Session(token=SESSION_MARK + token, scopes=scopes, expires_at=end)
