"""Shines."""

from workers import Response


async def on_fetch(request, env, ctx):
    """Tell how."""
    return Response(f"It shines {env.LIGHT}.")
