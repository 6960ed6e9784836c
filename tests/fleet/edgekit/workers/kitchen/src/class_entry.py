"""The same worker in its class form, with a method for RPC beside it."""

import sys

from entry import app, imported_with_the_worker


class Default(app.entrypoint()):  # type: ignore[misc]
    """The kitchen as a class."""

    async def wash(self, plate: str) -> str:
        """Called over RPC."""
        return f"clean {plate}"


imported_with_the_worker.update(sys.modules)
