"""What is run, and what the runtime says about it once it is up."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

LISTS = ("calls", "crons", "queues", "vars", "secrets")


@dataclass(frozen=True)
class Project:
    """A folder with a wrangler config, and how to run it.

    ``vars`` override the config's vars and ``.dev.vars``, and supply its secrets. ``config`` names
    another file than ``wrangler.jsonc``/``.json``/``.toml``; ``env`` chooses an environment in it.
    ``stand_ins`` puts workers of the same run in place of bindings that nothing simulates:
    ``{"AI": "fake-ai"}``, or ``"fake-ai#Model"`` for an entry point of it; for Workers AI also an
    OpenAI-compatible address, ``{"AI": "http://127.0.0.1:8080/v1"}``.
    """

    dir: Path
    config: str | None = None
    env: str | None = None
    vars: dict[str, str] = field(default_factory=dict)
    name: str | None = None
    stand_ins: dict[str, str] = field(default_factory=dict)

    @property
    def lacks_sdk(self) -> bool:
        """Whether this is a Python Worker that vendors no ``workers`` package."""
        configs = [self.dir / self.config] if self.config else self.dir.glob("wrangler.*")
        python = any(b"python_workers" in path.read_bytes() for path in configs if path.is_file())
        return python and not (self.dir / "python_modules" / "workers").is_dir()

    def as_params(self) -> dict[str, Any]:
        """Return the shape that the supervisor's ``start`` takes."""
        params: dict[str, Any] = {"dir": str(self.dir.resolve()), "vars": self.vars}
        params["standIns"] = self.stand_ins
        optional = {"config": self.config, "env": self.env, "name": self.name}
        return params | {key: value for key, value in optional.items() if value is not None}


@dataclass(frozen=True)
class Binding:
    """One binding of a worker: its kind (``kv``, ``d1``, ``service``…), name, and what it is to."""

    type: str
    name: str
    target: str | None = None


@dataclass(frozen=True)
class WorkerInfo:
    """A worker as the runtime serves it."""

    name: str
    url: str
    dir: Path
    python: bool = True
    bindings: tuple[Binding, ...] = ()
    calls: tuple[str, ...] = ()
    crons: tuple[str, ...] = ()
    queues: tuple[str, ...] = ()
    vars: tuple[str, ...] = ()
    secrets: tuple[str, ...] = ()

    @classmethod
    def from_result(cls, result: dict[str, Any]) -> "WorkerInfo":
        """Read one entry of ``start``'s ``workers``, ignoring members of later versions."""
        bindings = (
            Binding(str(each["type"]), str(each["name"]), each.get("target"))
            for each in result.get("bindings", [])
        )
        return cls(
            name=result["name"],
            url=result["url"],
            dir=Path(result["dir"]),
            python=result.get("python", True),
            bindings=tuple(bindings),
            **{key: tuple(result.get(key) or ()) for key in LISTS},
        )

    def binding(self, kind: str, name: str | None = None) -> Binding | None:
        """Return the binding of a kind, by name or the first."""
        matching = (each for each in self.bindings if each.type == kind)
        return next((each for each in matching if name in (None, each.name)), None)
