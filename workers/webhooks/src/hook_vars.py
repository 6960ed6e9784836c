"""What webhooks can be told by its vars, and the secrets that open its providers."""

from typing import Annotated

from pydantic import Field

from edgekit.vars import Json, Secret, Url, Vars

Route = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*(/[\x21-\x29\x2b-\x7e]+\*?)?$")]
WorkerName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,62}$")]
DEFAULT_ROUTES = {
    "form": "leads",
    "postmark": "email",
    "sendgrid": "email",
    "slack": "leads",
    "stripe": "payments",
    "twilio": "sms",
    "standard/email.*": "email",
    "standard/booking.*": "calendar",
    "standard/contact.*": "crm-sync",
    "hubspot": "crm-sync",
    "followupboss": "crm-sync",
}


class HookVars(Vars):
    public_url: Url = "http://webhooks.localhost:8787"
    """The address under which providers reach this worker, without a path: Twilio signs it."""
    routes: Json[dict[Route, WorkerName]] = DEFAULT_ROUTES
    """Who takes what: a provider (`stripe`), one type of it (`stripe/invoice.paid`) or a beginning
    of types (`standard/email.*`), and the worker. The longest that fits wins; what fits none is
    only stored."""
    event_days: Annotated[int, Field(ge=1, le=3650)] = 90
    """Days that an event is kept after it came in, if it was delivered or is only stored. So long
    it is also known when it comes again."""
    payload_days: Annotated[int, Field(ge=1, le=3650)] = 7
    """Days that what a delivered event said is kept, for a replay: it may be personal, and its
    worker has it. What a CRM's event said goes once it is delivered."""
    stripe_webhook_secret: Secret = None
    """Opens `/hooks/stripe`: the endpoint's signing secret, `whsec_…`; two while it is rolled."""
    twilio_auth_token: Secret = None
    """Opens `/hooks/twilio`: the account's auth token; two while it is replaced."""
    slack_signing_secret: Secret = None
    """Opens `/hooks/slack`: the app's signing secret; two while it is replaced."""
    github_webhook_secret: Secret = None
    """Opens `/hooks/github`: the webhook's secret; two, on a line each, while it is replaced."""
    standard_webhook_secret: Secret = None
    """Opens `/hooks/standard`: keys as Standard Webhooks has them, `whsec_…`, the newest first."""
    postmark_webhook_token: Secret = None
    """Opens `/hooks/postmark`: the password of its basic auth, or its bearer token; two while it is
    replaced."""
    sendgrid_verification_key: Secret = None
    """Opens `/hooks/sendgrid`: the verification key of the signed event webhook, `MFkw…`; two while
    it is replaced."""
    form_token: Secret = None
    """Opens `/hooks/form`: the bearer token of forms; two while it is replaced."""
    hubspot_client_secret: Secret = None
    """Opens `/hooks/hubspot`: the app's client secret; two while it is replaced."""
    fub_system_key: Secret = None
    """Opens `/hooks/followupboss`: the `X-System-Key` of the system that has made the webhook; two
    while it is replaced."""
