"""Made-up people, each of whom can be told from all others by any of their particulars."""

from dataclasses import dataclass

EXCHANGES = [number for number in range(220, 990) if number % 100 != 11 and number != 555]
LINES = 10_000


@dataclass(frozen=True)
class Person:
    """Somebody by number; ``phone`` is E.164, of Seattle."""

    number: int

    @property
    def name(self) -> str:
        """A name that nobody else has, and of which none is the beginning of another."""
        return f"Ann{self.number} Lee"

    @property
    def email(self) -> str:
        """An e-mail address."""
        return f"ann{self.number}@example.org"

    @property
    def phone(self) -> str:
        """A number that the North American plan can assign."""
        exchange = EXCHANGES[self.number // LINES]
        return f"+1206{exchange}{self.number % LINES:04}"

    @property
    def address(self) -> str:
        """Where their home is."""
        return f"{100 + self.number} Pine St, Seattle, WA 98101"
