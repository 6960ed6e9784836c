"""The class form of the same app."""

from bench_app import app


class Default(app.entrypoint()):  # type: ignore[misc]
    """Serves the app."""
