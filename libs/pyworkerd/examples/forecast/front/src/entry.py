"""Says what to wear, by what the worker next door knows of the weather."""

from workers import Response, WorkerEntrypoint


class Default(WorkerEntrypoint):
    """Answers in a sentence."""

    async def fetch(self, request):
        """Ask `weather` by RPC; without an answer, say so."""
        try:
            degrees = await self.env.WEATHER.temperature("Lisbon")
        except Exception as error:
            print(f"no weather: {str(error).splitlines()[-1]}")  # noqa: T201
            return Response("Look out of the window.", status=503)
        return Response("Take a coat." if degrees < 15 else "Leave the coat.")
