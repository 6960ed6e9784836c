from workers import Response, WorkerEntrypoint


class Default(WorkerEntrypoint):
    async def fetch(self, request):
        return Response("neighbour says: " + await self.env.FEATURES.greet("from afar"))

    def add(self, a, b):
        return a + b

    async def describe(self, value):
        return {"got": value, "type": type(value).__name__}

    async def fail(self):
        raise ValueError("neighbour is unwell")


class Admin(WorkerEntrypoint):
    async def ping(self, name):
        return "pong " + name
