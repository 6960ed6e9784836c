"""A guest book: who was here, newest first."""

from urllib.parse import parse_qs

import book

from workers import Response, WorkerEntrypoint


class Default(WorkerEntrypoint):
    """Signs and shows the book."""

    async def fetch(self, request):
        """POST signs with the form's name; GET lists the names."""
        if request.method == "POST":
            (name,) = parse_qs(await request.text())["name"]
            await book.sign(self.env.DB, name)
            return Response(None, status=201)
        return Response("\n".join(await book.guests(self.env.DB)))

    async def scheduled(self, controller, env, ctx):
        """Keep the newest hundred."""
        await book.trim(self.env.DB, 100)
