"""A mail as it leaves: its sender, its one recipient, its parts, and RFC 8058's headers."""

from dataclasses import dataclass, field
from email.header import Header
from email.utils import formataddr

from contracts.email import Category

ANGLES = {"<", ">"}


@dataclass(frozen=True)
class Mailbox:
    """A name and an address; the address is ASCII."""

    address: str
    name: str | None = None

    @property
    def text(self) -> str:
        """As a header has it (RFC 5322): the name quoted, or encoded (RFC 2047) if it is not ASCII.

        So is one with an angle bracket, which quoted would be right, and which providers refuse.
        The address never is. An encoded word ends after 75 characters, so long names take several.
        """
        if not self.name or (self.name.isascii() and not ANGLES & set(self.name)):
            return formataddr((self.name, self.address))
        encoded = Header(self.name, "utf-8", maxlinelen=75).encode(linesep="")
        return f"{encoded} <{self.address}>"


@dataclass(frozen=True)
class OutgoingMail:
    """A mail for a provider; ``id`` is ours, and comes back with what is told of it."""

    id: str
    sender: Mailbox
    to: Mailbox
    subject: str
    text: str
    html: str
    category: Category
    reply_to: Mailbox | None = None
    headers: dict[str, str] = field(default_factory=dict)


def one_click(url: str) -> dict[str, str]:
    """The headers by which a mail client unsubscribes with one click (RFC 8058)."""
    return {"List-Unsubscribe": f"<{url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
