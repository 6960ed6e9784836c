"""A partner's key to the gateway, which everybody may know: to try it out, and for `make bench`.

It is good in a development fleet alone, as it is stored under that fleet's own secret.
"""

import json
from collections.abc import Iterator

from edgekit import Statement
from fleet.dev.options import development_secret
from fleet.story.scratch import scratch, use_workers

use_workers("gateway")

from gateway_keys import PREFIX_LENGTH, digest_of  # noqa: E402
from gateway_records import INSERT_KEY, STORE_DIGEST  # noqa: E402
from gateway_upstreams import UPSTREAMS  # noqa: E402

DATABASE = "gateway-db"
DEMO_KEY = "hs_demodemo_" + "0" * 43
KEY_ID = "key_demodemodemodemodemodemode"
MADE_MS = 1_767_225_600_000  # 2026-01-01
RATE_PER_MINUTE = 1_000_000


def statements() -> Iterator[tuple[str, list[str]]]:
    """SQL and parameters that fill an empty gateway-db."""
    scopes, limits = json.dumps(sorted(UPSTREAMS)), (RATE_PER_MINUTE, None)
    key = (KEY_ID, "Sound Brokers", scopes, "America/Los_Angeles", *limits, None, MADE_MS)
    digest = digest_of(DEMO_KEY, development_secret("KEY_PEPPER"))
    with scratch(DATABASE) as database:
        secret = (DEMO_KEY[:PREFIX_LENGTH], digest, KEY_ID, MADE_MS)
        database.run(Statement(INSERT_KEY, key), Statement(STORE_DIGEST, secret))
        yield from database.copied("keys", "secrets")
