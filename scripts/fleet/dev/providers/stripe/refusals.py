"""Stripe's errors. https://docs.stripe.com/api/errors"""

from typing import Any

from fleet.dev.providers.base import Answer, Refused

CODES = "https://stripe.com/docs/error-codes/"
INVALID = "invalid_request_error"


class Refusal(Refused):
    """An error as Stripe answers it; ``more`` are further members of it."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        kind: str = INVALID,
        code: str | None = None,
        param: str | None = None,
        more: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(status, message)
        named = {"code": code, "doc_url": code and CODES + code.replace("_", "-"), "param": param}
        known = {name: value for name, value in named.items() if value}
        self.error = {"message": message, "type": kind} | known | (more or {})

    @property
    def began(self) -> bool:
        """Whether Stripe has begun to do what was asked: then the error is kept under a key."""
        return not str(self.error.get("code", "")).startswith("parameter_")

    @property
    def answer(self) -> Answer:
        """What goes back."""
        return Answer.json({"error": self.error}, self.status)


def missing(kind: str, identity: str, param: str, status: int = 400) -> Refusal:
    """There is no such object; 404 is for one that the address names."""
    message = f"No such {kind}: '{identity}'"
    return Refusal(status, message, code="resource_missing", param=param)


def unknown_url(method: str, path: str) -> Refusal:
    """Nothing is there."""
    where = f"{method}: {path}"
    told = "Please see https://stripe.com/docs or we can help at https://support.stripe.com/."
    return Refusal(404, f"Unrecognized request URL ({where}). {told}")
