"""A worker that touches one binding of each kind."""

from workers import Response, WorkerEntrypoint, fetch


class Default(WorkerEntrypoint):
    """Does what the path says."""

    async def fetch(self, request):
        """Answer by the path's last word."""
        path = request.url.split("/", 3)[-1]
        if path == "outside":
            answer = await fetch("https://api.example.com/names?n=1", method="POST", body="ask")
            return Response(await answer.text(), status=answer.status)
        if path == "post":
            return await self.env.POST.fetch("http://post-office/")
        if path == "crash":
            raise RuntimeError("no greeting today")
        if path == "visit":
            await self.env.DB.prepare("INSERT INTO visits (name) VALUES (?1)").bind("Ada").run()
        name = await self.env.NAMES.get("name") or "nobody"
        print(f"greeting {name}")  # noqa: T201
        return Response(f"{self.env.GREETING} {name}")

    async def scheduled(self, controller, env, ctx):
        """Greet by the schedule's own name."""
        await self.env.NAMES.put("name", controller.cron)
