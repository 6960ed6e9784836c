"""The Python half of the host: what surrounds a worker's main module on Cloudflare.

Loaded once, before a memory snapshot is taken or at a plain boot; `start` runs in every isolate.
"""

import gc
import importlib
import inspect
import random
import signal
import site
import sys
import types
from pathlib import Path
from typing import Any

from _cloudflare import import_patch_manager
from _pyworkerd_entropy import entropy_is_told
from pyodide.code import relaxed_call

METADATA = "/session/metadata"
VENDORED = f"{METADATA}/python_modules"
# Where packages were before pywrangler, until python_workers_force_new_vendor_path.
FORMERLY_VENDORED = f"{METADATA}/vendor"


_entrypoint_helper = types.ModuleType("_pyodide_entrypoint_helper")
_compat_flags = types.ModuleType("_cloudflare_compat_flags")
sys.modules["_pyodide_entrypoint_helper"] = _entrypoint_helper
sys.modules["_cloudflare_compat_flags"] = _compat_flags


def prepare_paths() -> None:
    """Put the bundle, then its vendored packages, on `sys.path` before Pyodide's own packages."""
    before = next((i for i, path in enumerate(sys.path) if "site-packages" in path), len(sys.path))
    for path in (VENDORED, METADATA):
        Path(path).mkdir(parents=True, exist_ok=True)
        if path not in sys.path:
            sys.path.insert(before, path)
    # Pyodide puts the current folder first at each boot: with a snapshot, for a second time.
    sys.path[:] = dict.fromkeys(sys.path)
    import_patch_manager.install()


_processed_pth: set[str] = set()


def process_pth_files() -> None:
    """Run the `.pth` files of the vendored packages, once each."""
    importlib.invalidate_caches()
    for path in sorted(Path(VENDORED).glob("*.pth")):
        if path.name not in _processed_pth:
            _processed_pth.add(path.name)
            site.addpackage(VENDORED, path.name, None)


def preimport(names: list[str]) -> list[str]:
    """Import the modules that a snapshot should hold; those that cannot be are left out.

    Returns:
        The names that failed, each with its error.
    """
    failed = []
    for name in names:
        try:
            importlib.import_module(name)
        except Exception as error:
            failed.append(f"{name}: {error!r}")
    # Who asked for the metadata of packages (pydantic does) has left the standard library's zip
    # open in a cache. In a worker no file of the snapshot's is open, and closing it would fail.
    importlib.invalidate_caches()
    return failed


def start(helper: Any, flags: dict[str, bool]) -> None:
    """Make this isolate's instance its own: fresh randomness, its flags, its JavaScript side."""
    random.seed()
    _resume_collections()
    signal.signal(signal.SIGXCPU, _end_of_cpu_time)
    for name in dir(helper):
        if not name.startswith("_"):
            setattr(_entrypoint_helper, name, getattr(helper, name))
    _surround(flags)


def _surround(flags: dict[str, bool]) -> None:
    """Have all that a main module finds around it, but for its JavaScript side."""
    prepare_paths()
    vars(_compat_flags).update(flags)
    formerly = not flags["python_workers_force_new_vendor_path"]
    if formerly and FORMERLY_VENDORED not in sys.path and Path(FORMERLY_VENDORED).is_dir():
        sys.path.insert(sys.path.index(VENDORED), FORMERLY_VENDORED)
    process_pth_files()
    _load_sdk()


_sdk: Any = None


def _load_sdk() -> None:
    # Vendored with the worker, so not there when this module is loaded.
    global _sdk
    try:
        _sdk = importlib.import_module("workers")
    except ModuleNotFoundError:
        text = "python_modules has no package 'workers': vendor workers-runtime-sdk into it"
        raise ModuleNotFoundError(text, name="workers") from None


_MISSING_SRC_NOTE = (
    "If your main module is inside the 'src' directory, an import must not have the 'src.' prefix."
)


def import_main(name: str) -> types.ModuleType:
    """Import the worker's main module; afterwards randomness and the like are as in a request."""
    try:
        with entropy_is_told(METADATA, VENDORED):
            module = importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name == "src":
            error.add_note(_MISSING_SRC_NOTE)
        raise
    import_patch_manager.finish()
    return module


_paused: tuple[int, int, int] | None = None


def _pause_collections() -> None:
    """Collect no garbage until `start`: a collection writes to every object, so to every page."""
    global _paused
    _paused = gc.get_threshold()
    gc.set_threshold(0)


def _resume_collections() -> None:
    # A main module may have chosen a threshold of its own.
    if _paused and gc.get_threshold()[0] == 0:
        gc.set_threshold(*_paused)


def import_ahead(name: str, flags: dict[str, bool]) -> list[str]:
    """Import the main module where no worker runs yet, for a snapshot that holds it.

    Returns:
        What was asked of the JavaScript side, which is not there: a snapshot would hold the answer.
    """
    asked: list[str] = []

    def absent(attribute: str) -> None:
        if not attribute.startswith("__"):
            asked.append(attribute)
        raise AttributeError(attribute)

    vars(_entrypoint_helper)["__getattr__"] = absent
    _pause_collections()
    try:
        _surround(flags)
        with entropy_is_told(METADATA, VENDORED):
            importlib.import_module(name)
    finally:
        del vars(_entrypoint_helper)["__getattr__"]
    importlib.invalidate_caches()  # see `preimport`
    return asked


class CpuLimitExceeded(BaseException):
    """An event has computed for longer than it may."""


def _end_of_cpu_time(*_: Any) -> None:
    raise CpuLimitExceeded("the code ran on without an end: it used up the CPU time of an event")


def add_packages(folder: str) -> None:
    """Let a folder's packages be imported, after the worker's own."""
    if folder not in sys.path:
        sys.path.append(folder)
        importlib.invalidate_caches()


def run_test(ctx: Any, test: str) -> str:
    """See `_pyworkerd_testing.run_test`; pytest is there only when tests are run."""
    return str(importlib.import_module("_pyworkerd_testing").run_test(ctx, test))


async def call_method(relaxed: bool, instance: Any, name: str, *args: Any) -> Any:
    """Call a method of an entry point with Python arguments, and give its answer to JavaScript."""
    method = getattr(instance, name)
    converted = [_sdk.python_from_rpc(arg) for arg in args]
    result = relaxed_call(method, *converted) if relaxed else method(*converted)
    if inspect.isawaitable(result):
        result = await result
    return _sdk.python_to_rpc(result)
