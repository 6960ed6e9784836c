"""What providers post to ``webhooks`` of their own accord, signed as each of them signs."""

from collections.abc import Mapping

from fleet.dev.providers.signed.base import Asked, Posted, Signer
from fleet.dev.providers.signed.followupboss import FollowUpBossEvents
from fleet.dev.providers.signed.hubspot import HubSpotEvents
from fleet.dev.providers.signed.postmark import PostmarkEvents
from fleet.dev.providers.signed.resend import ResendEvents
from fleet.dev.providers.signed.sendgrid import SendGridEvents
from fleet.dev.providers.signed.slack import SlackEvents
from fleet.dev.providers.signed.stripe import StripeEvents
from fleet.dev.providers.signed.twilio import TwilioEvents

__all__ = ["SIGNERS", "Asked", "Posted", "Signer"]

SIGNERS: Mapping[str, Signer] = {
    "twilio": TwilioEvents(),
    "resend": ResendEvents(),
    "sendgrid": SendGridEvents(),
    "postmark": PostmarkEvents(),
    "stripe": StripeEvents(),
    "slack": SlackEvents(),
    "hubspot": HubSpotEvents(),
    "followupboss": FollowUpBossEvents(),
}
"""By the name of the provider's stand-in."""
