"""A worker with a queue: letters with an address are delivered, others go back."""

from workers import Response, WorkerEntrypoint


class Default(WorkerEntrypoint):
    """Takes letters."""

    async def fetch(self, request):
        """Say who is here."""
        return Response("post office")

    async def queue(self, batch, env, ctx):
        """Deliver what has an address."""
        for message in batch.messages:
            if "@" in message.body:
                message.ack()
            else:
                message.retry()
