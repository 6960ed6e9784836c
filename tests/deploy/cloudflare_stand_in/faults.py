"""How a call goes wrong: refused, cut off or hanging, before or after it had its effect."""

import re
from dataclasses import dataclass

from cloudflare_stand_in.envelope import ApiError

REFUSALS = {
    401: (10000, "Authentication error"),
    403: (9109, "Unauthorized to access requested resource"),
    404: (7003, "Could not route to that path, perhaps your object identifier is invalid?"),
    409: (10013, "A conflicting change was made at the same time"),
    429: (10429, "Rate limited. Please wait and consider throttling your request speed"),
    500: (10001, "An unknown error has occurred"),
}


@dataclass
class Fault:
    """Makes calls fail whose ``METHOD /path`` has ``pattern`` in it, ``times`` times.

    ``kind`` is a status of `REFUSALS`, ``cut`` or ``timeout`` (no answer for ``seconds``, then
    cut). The first ``skip`` calls that fit go well. ``late``: the call has its effect, and only its
    answer is lost.
    """

    kind: int | str
    pattern: str = ""
    times: int = 1
    skip: int = 0
    late: bool = False
    seconds: float = 1.0
    struck: int = 0

    def strikes(self, call: str) -> bool:
        """Whether this call fails; counts it."""
        if self.times == 0 or not re.search(self.pattern, call):
            return False
        if self.skip:
            self.skip -= 1
            return False
        self.times -= 1
        self.struck += 1
        return True

    @property
    def refusal(self) -> ApiError | None:
        """What is answered; None where nothing is."""
        if isinstance(self.kind, str):
            return None
        return ApiError(self.kind, *REFUSALS[self.kind])
