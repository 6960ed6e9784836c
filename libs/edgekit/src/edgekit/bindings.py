"""What the environment of a worker holds."""

from typing import Any


class Bindings(dict[str, Any]):
    """Bindings, vars and secrets by name, ``None`` where there is none, each read once.

    They never change within an isolate.
    """

    def __init__(self, env: Any) -> None:
        super().__init__()
        self._env = env

    def __missing__(self, name: str) -> Any:
        self[name] = value = getattr(self._env, name, None)
        return value

    def names(self) -> list[str]:
        """The names of all that the environment holds."""
        return [name for name in dir(self._env) if name.isupper()]
