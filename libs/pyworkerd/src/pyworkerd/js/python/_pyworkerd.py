"""The Python half of the host: what the official runtime prepares before a worker's module is imported.

Loaded once, before a memory snapshot is taken or at a plain boot; `start` runs in every isolate.
"""

import importlib
import inspect
import random
import site
import sys
import types
from pathlib import Path

from _cloudflare import import_patch_manager
from pyodide.code import relaxed_call

METADATA = "/session/metadata"
VENDORED = f"{METADATA}/python_modules"


_entrypoint_helper = types.ModuleType("_pyodide_entrypoint_helper")
_compat_flags = types.ModuleType("_cloudflare_compat_flags")
sys.modules["_pyodide_entrypoint_helper"] = _entrypoint_helper
sys.modules["_cloudflare_compat_flags"] = _compat_flags


def prepare_paths() -> None:
    """Put the bundle and its vendored packages on `sys.path`, in this order and before Pyodide's own packages."""
    before = next((i for i, path in enumerate(sys.path) if "site-packages" in path), len(sys.path))
    for path in (VENDORED, METADATA):
        Path(path).mkdir(parents=True, exist_ok=True)
        if path not in sys.path:
            sys.path.insert(before, path)
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
    return failed


def start(helper, flags: dict[str, bool]) -> None:
    """Make this isolate's instance its own: fresh randomness, its flags, its JavaScript side."""
    random.seed()
    prepare_paths()
    for name in dir(helper):
        if not name.startswith("_"):
            setattr(_entrypoint_helper, name, getattr(helper, name))
    vars(_compat_flags).update(flags)
    process_pth_files()
    # The SDK is vendored with the worker, so it is only there now.
    globals()["workers"] = importlib.import_module("workers")


_MISSING_SRC_NOTE = (
    "If your main module is inside the 'src' directory, an import must not have the 'src.' prefix."
)


def import_main(name: str):
    """Import the worker's main module; afterwards randomness and the like are as in a request."""
    try:
        module = importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name == "src":
            error.add_note(_MISSING_SRC_NOTE)
        raise
    import_patch_manager.finish()
    return module


async def call_method(relaxed: bool, instance, name: str, *args):
    """Call a method of an entry point with Python arguments, and give its answer to JavaScript."""
    method = getattr(instance, name)
    converted = [workers.python_from_rpc(arg) for arg in args]
    result = relaxed_call(method, *converted) if relaxed else method(*converted)
    if inspect.isawaitable(result):
        result = await result
    return workers.python_to_rpc(result)
