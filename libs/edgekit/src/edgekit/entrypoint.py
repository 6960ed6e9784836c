"""The class form of a worker, for those who want RPC methods beside ``fetch``."""

from typing import Any, Protocol

from workers import WorkerEntrypoint  # type: ignore[attr-defined] # the SDK, not this folder


class Handlers(Protocol):
    """What the runtime calls, as an ``App`` has it."""

    async def fetch(self, request: Any, env: Any, context: Any) -> Any:
        """Answer a request."""

    async def on_scheduled(self, controller: Any, env: Any, context: Any) -> None:
        """Run a cron."""

    async def on_queue(self, batch: Any, env: Any, context: Any) -> None:
        """Consume a batch of a queue."""


def entrypoint_class(app: Handlers) -> type:
    """A ``WorkerEntrypoint`` that serves ``app``: ``class Default(app.entrypoint()): …``."""

    class Entrypoint(WorkerEntrypoint):  # type: ignore[misc]
        async def fetch(self, request: Any) -> Any:
            return await app.fetch(request.js_object, self.env._env, self.ctx)

        # The runtime passes `env` and `ctx` too; they are the instance's own.
        async def scheduled(self, controller: Any, *_: Any) -> None:
            await app.on_scheduled(controller, self.env._env, self.ctx)

        async def queue(self, batch: Any, *_: Any) -> None:
            # The SDK wraps the batch of a class, and would unwrap the messages one by one.
            batch = getattr(batch, "_binding", batch)
            await app.on_queue(batch, self.env._env, self.ctx)

    return Entrypoint
