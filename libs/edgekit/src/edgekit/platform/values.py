"""Python values as JavaScript ones, for the few calls that take an object."""

import json
from typing import Any


def js_object(value: Any) -> Any:
    """A plain JavaScript value out of JSON-able Python: one crossing, and no proxies inside."""
    import js

    return js.JSON.parse(json.dumps(value, ensure_ascii=False))
