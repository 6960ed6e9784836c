"""Patches that packages register for the import of other packages, by module name.

The finder is in place while the worker's main module is imported, and gone at the first request.
"""

import sys
from contextlib import nullcontext
from functools import partial
from importlib.machinery import ExtensionFileLoader
from types import ModuleType

_create: dict = {}
_exec: dict = {}
_before_first_request: dict = {}


def _register(registry: dict, name: str, patch=None):
    if patch is None:
        return partial(_register, registry, name)
    registry[name] = patch
    return patch


def register_create_patch(name: str, patch=None):
    """Create the module `name` inside the context manager `patch(spec)`."""
    return _register(_create, name, patch)


def register_exec_patch(name: str, patch=None):
    """Execute the module `name` inside the context manager `patch(module)`."""
    return _register(_exec, name, patch)


def register_before_first_request(name: str, patch=None):
    """Call `patch(module)` for the module `name`, if it is imported, before the first request."""
    return _register(_before_first_request, name, patch)


def register_after_snapshot(_name: str, patch=None):
    """Check a module after Cloudflare's snapshot; nothing to do here."""
    return patch or (lambda function: function)


def block_calls(module: ModuleType, *, allowlist: tuple[str, ...] = ()) -> None:
    """Forbid a module's functions before the first request; a local run allows them."""


class _PatchedLoader:
    def __init__(self, loader, name: str) -> None:
        self._loader = loader
        self._name = name

    def __getattr__(self, attribute: str):
        return getattr(self._loader, attribute)

    def create_module(self, spec):
        with _create.get(self._name, nullcontext)(spec):
            return self._loader.create_module(spec)

    def exec_module(self, module) -> None:
        spec = module.__spec__
        if spec is not None and not isinstance(self._loader, ExtensionFileLoader):
            spec.loader = module.__loader__ = self._loader
        with _exec.get(self._name, nullcontext)(module):
            self._loader.exec_module(module)


class _PatchFinder:
    def find_spec(self, fullname: str, path=None, target=None):
        if fullname not in _create and fullname not in _exec:
            return None
        for finder in sys.meta_path:
            if finder is not self and (spec := finder.find_spec(fullname, path, target)):
                spec.loader = _PatchedLoader(spec.loader, fullname)
                return spec
        return None

    def invalidate_caches(self) -> None:
        pass


_finder = _PatchFinder()


def install() -> None:
    """Apply registered patches to the imports from now on."""
    if _finder not in sys.meta_path:
        sys.meta_path.insert(0, _finder)


def finish() -> None:
    """Stop patching imports, and give the modules that asked for it a last word."""
    if _finder in sys.meta_path:
        sys.meta_path.remove(_finder)
    for name, patch in _before_first_request.items():
        if name in sys.modules:
            patch(sys.modules[name])
