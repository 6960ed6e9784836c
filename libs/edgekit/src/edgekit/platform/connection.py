"""The choice between the two ways across."""

from ..answers import Answers
from ..logs import Log
from ..vars import Vars
from .bridge import Bridge

# With the worker, not with its first request: what is imported now is in Cloudflare's snapshot.
try:
    from .fast import FastBridge
    from .plain import PlainBridge
except ModuleNotFoundError as missing:  # outside of the runtime, where code is only looked at
    if missing.name not in ("js", "pyodide"):
        raise


async def connect(answers: Answers, given: Vars) -> Bridge:
    """The fast way where its module is in the bundle and can be loaded, else the plain one.

    A request that takes longer than ``SLOW_MS`` is logged as a warning, and reported; the log line
    of one that neither failed nor was slow is of the level info.
    """
    slow_ms, quiet = given.slow_ms, given.log_level != "info"
    if given.edgekit_plain:
        return PlainBridge(answers, slow_ms, quiet)
    try:
        # Older SDKs have no such function.
        from workers.utils import import_sdk_javascript_module_async

        module = await import_sdk_javascript_module_async("edgekit.mjs")
    except ImportError as error:
        Log("edgekit", "").warning("no_javascript_module", error=str(error))
        return PlainBridge(answers, slow_ms, quiet)
    return FastBridge(answers, module, slow_ms, quiet)
