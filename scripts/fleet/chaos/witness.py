"""What providers have done: noted the moment they did it, whether or not their answer arrived."""

import json
import re
from dataclasses import dataclass, field
from typing import Any

from fleet.chaos.desk import now
from fleet.dev.providers import Answer, Exchange, StandIn

LINK = re.compile(r"<(https?://[^>]+)>")


@dataclass(frozen=True)
class Texted:
    """A message that Twilio has made."""

    at: float
    to: str
    body: str


@dataclass(frozen=True)
class Mailed:
    """A mail that Resend has taken, under its ``Idempotency-Key``; ``mail_id`` is our own."""

    at: float
    key: str
    mail_id: str
    to: str
    subject: str
    link: str | None


@dataclass(frozen=True)
class Posted:
    """A message in Slack, by ``client_msg_id``."""

    at: float
    key: str
    channel: str
    text: str


@dataclass(frozen=True)
class Hooked:
    """A webhook that a partner has got."""

    url: str
    key: str
    type: str
    lead_id: str


@dataclass(frozen=True)
class Stripes:
    """A Checkout Session or a refund that was made at Stripe."""

    id: str
    kind: str
    ours: str


@dataclass
class Witness:
    """What was seen, by provider, in order. What a provider knows again it has not done again."""

    texts: list[Texted] = field(default_factory=list)
    mails: dict[str, Mailed] = field(default_factory=dict)
    posts: dict[tuple[str, str], Posted] = field(default_factory=dict)
    hooks: list[Hooked] = field(default_factory=list)
    stripes: dict[str, Stripes] = field(default_factory=dict)
    _links: dict[str, str] = field(default_factory=dict)

    def hear(self, stand_in: StandIn, exchange: Exchange, answer: Answer) -> None:
        """Note what a provider has just done."""
        if exchange.method != "POST" or answer.status >= 300:
            return
        match stand_in.name:
            case "twilio":
                form = exchange.form()
                self.texts.append(Texted(now(), form["To"], form["Body"]))
            case "resend":
                self._mail(exchange)
            case "slack" if exchange.path.endswith("/chat.postMessage"):
                self._post(exchange, answer)
            case "partner":
                self._hook(exchange)
            case "stripe":
                self._stripe(json.loads(answer.body))

    def unsubscribe_link(self, address: str) -> str | None:
        """The one-click link of a mail that has reached an address."""
        return self._links.get(address)

    def _mail(self, exchange: Exchange) -> None:
        mail, key = exchange.json(), exchange.headers.get("idempotency-key", "")
        header = mail.get("headers", {}).get("List-Unsubscribe", "")
        link = LINK.fullmatch(header)
        [to] = mail["to"]
        address = to.rpartition("<")[2].rstrip(">")
        tags = {tag["name"]: tag["value"] for tag in mail["tags"]}
        found = link[1] if link else None
        taken = Mailed(now(), key, tags["mail_id"], address, mail["subject"], found)
        self.mails.setdefault(key, taken)
        if taken.link:
            self._links[address] = taken.link

    def _post(self, exchange: Exchange, answer: Answer) -> None:
        message = exchange.json()
        key, channel = message.get("client_msg_id", ""), message.get("channel", "")
        if json.loads(answer.body).get("ok"):
            posted = Posted(now(), key, channel, str(message.get("text")))
            self.posts.setdefault((channel, key), posted)

    def _hook(self, exchange: Exchange) -> None:
        event = exchange.json()
        lead_id = str(event["data"].get("lead_id", ""))
        key = exchange.headers["webhook-id"]
        self.hooks.append(Hooked(exchange.url, key, event["type"], lead_id))

    def _stripe(self, made: dict[str, Any]) -> None:
        metadata = made.get("metadata", {})
        ours = metadata.get("payment_id") or metadata.get("refund_id") or ""
        self.stripes[made["id"]] = Stripes(made["id"], made["object"], ours)
