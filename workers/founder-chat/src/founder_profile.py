"""The profile: stored as it was written, and in passages."""

from pydantic import BaseModel

from chat.knowledge import storing
from chat.passages import passages
from chat_desk.records import moment
from contracts.founder_chat import NewProfile, Profile
from edgekit import FieldError, Problem, Statement
from founder_services import Ctx

NAME = "profile"
READ = "SELECT markdown, updated_at, (SELECT count(*) FROM passages) AS passages FROM profile"
STORE = """INSERT INTO profile (id, markdown, updated_at) VALUES (1, ?1, ?2)
ON CONFLICT (id) DO UPDATE SET markdown = ?1, updated_at = ?2"""


class ProfileRow(BaseModel):
    """The one row."""

    markdown: str
    updated_at: int
    passages: int


async def put(given: NewProfile, ctx: Ctx) -> Profile:
    """Store a profile in place of the last; raises ``Problem`` 422 for one without an answer."""
    try:
        found = passages(given.markdown, NAME)
    except ValueError as error:
        raise _refused(str(error)) from error
    if not found:
        raise _refused("The profile holds no text that could be answered with; write some.")
    await ctx.db.batch(
        Statement(STORE, (given.markdown, ctx.started_ms)),
        *(Statement(*each) for each in storing(found, instead_of_all=True)),
    )
    return await read(ctx)


async def read(ctx: Ctx) -> Profile:
    """The profile; raises ``Problem`` 404 where there is none."""
    row = await ctx.db.one(ProfileRow, READ)
    if row is None:
        raise Problem(404, "There is no profile yet; PUT /api/profile stores one.")
    at = moment(row.updated_at)
    return Profile(markdown=row.markdown, updated_at=at, passages=row.passages)


def _refused(detail: str) -> Problem:
    return Problem(422, detail, errors=[FieldError("/markdown", detail)])
