"""The same worker in its class form, with a method for RPC beside it."""

from entry import app


class Default(app.entrypoint()):  # type: ignore[misc]
    """The kitchen as a class."""

    async def wash(self, plate: str) -> str:
        """Called over RPC."""
        return f"clean {plate}"
