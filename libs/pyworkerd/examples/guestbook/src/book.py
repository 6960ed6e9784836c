"""The book itself, in D1."""

TABLE = "CREATE TABLE IF NOT EXISTS guests (id INTEGER PRIMARY KEY, name TEXT NOT NULL)"


async def sign(db, name):
    """Add a guest."""
    insert = db.prepare("INSERT INTO guests (name) VALUES (?1)").bind(name)
    await db.batch([db.prepare(TABLE), insert])


async def guests(db):
    """Return the guests' names, newest first."""
    newest = db.prepare("SELECT name FROM guests ORDER BY id DESC")
    _, listed = await db.batch([db.prepare(TABLE), newest])
    return [row.name for row in listed.results]


async def trim(db, kept):
    """Forget all but the newest."""
    older = "DELETE FROM guests WHERE id NOT IN (SELECT id FROM guests ORDER BY id DESC LIMIT ?1)"
    await db.batch([db.prepare(TABLE), db.prepare(older).bind(kept)])
