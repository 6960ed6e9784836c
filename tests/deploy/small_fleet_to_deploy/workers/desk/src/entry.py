"""Keeps notes in D1."""

from workers import Response


async def on_fetch(request, env, ctx):
    """Count the notes."""
    row = await env.DB.prepare("SELECT count(*) AS n FROM notes").first()
    return Response(str(row.n))


async def on_queue(batch, env, ctx):
    """Write each message down."""
    for message in batch.messages:
        await env.DB.prepare("INSERT INTO notes (text) VALUES (?1)").bind(message.body).run()


async def on_scheduled(event, env, ctx):
    """Note that the schedule ran."""
    await env.QUEUE.send(event.cron)
