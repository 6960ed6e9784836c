"""The providers, each in a module of its own: whichever lies here is one.

To add one, write its module and declare its secret in ``hook_vars.py``.
"""

import importlib
import pkgutil
from collections.abc import Mapping

from hook_event import Provider


def _found() -> Mapping[str, Provider]:
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
    return {each.name: each() for each in sorted(Provider.__subclasses__(), key=_name)}


def _name(provider: type[Provider]) -> str:
    return provider.name


PROVIDERS = _found()
