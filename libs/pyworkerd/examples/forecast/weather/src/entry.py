"""The temperature of a city: from the cache, else from the upstream."""

import json

from workers import WorkerEntrypoint, fetch


class Default(WorkerEntrypoint):
    """Called by other workers only."""

    async def temperature(self, city):
        """Return degrees Celsius; raises ValueError if the upstream has none."""
        if kept := await self.env.CACHE.get(city):
            return json.loads(kept)
        answer = await fetch(f"{self.env.API}/now?city={city}")
        if answer.status != 200:
            raise ValueError(f"the upstream answered {answer.status}")
        degrees = (await answer.json())["celsius"]
        await self.env.CACHE.put(city, json.dumps(degrees), expirationTtl=600)
        return degrees
