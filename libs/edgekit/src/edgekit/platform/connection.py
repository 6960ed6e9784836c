"""The choice between the two ways across."""

from typing import Any

from ..answers import Answers
from ..logs import Log
from .bridge import Bridge


async def connect(answers: Answers, env: Any, slow_ms: int, quiet: bool) -> Bridge:
    """The fast way where its module is in the bundle, else the plain one.

    A request that takes longer than ``slow_ms`` is logged as a warning, and reported; ``quiet``
    leaves out the log line of those that neither failed nor were slow.
    """
    from .plain import PlainBridge

    if getattr(env, "EDGEKIT_PLAIN", None):
        return PlainBridge(answers, slow_ms, quiet)
    from workers.utils import import_sdk_javascript_module_async

    try:
        module = await import_sdk_javascript_module_async("edgekit.mjs")
    except ImportError as error:
        Log("edgekit", "").warning("no_javascript_module", error=str(error))
        return PlainBridge(answers, slow_ms, quiet)
    from .fast import FastBridge

    return FastBridge(answers, module, slow_ms, quiet)
