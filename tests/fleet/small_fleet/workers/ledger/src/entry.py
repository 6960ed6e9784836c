"""A worker for the tests of ``fleet dev``: rows in D1, some of them by way of a queue."""

from workers import Response

INSERT = "INSERT INTO entries (text) VALUES (?1)"


async def on_fetch(request, env, ctx):
    """Write, queue or count entries."""
    if request.url.endswith("/write"):
        await env.DB.prepare(INSERT).bind("written").run()
    if request.url.endswith("/queue"):
        await env.QUEUE.send("queued")
    row = await env.DB.prepare("SELECT count(*) AS n FROM entries").first()
    return Response(str(row.n))


async def on_queue(batch, env, ctx):
    """Write each queued entry."""
    for message in batch.messages:
        await env.DB.prepare(INSERT).bind(message.body).run()
