"""Finding leads by words. The rare ones lead to the leads; the others are looked up in each."""

from edgekit import Statement
from edgekit.database import Parameter
from lead_filters import Chosen
from lead_services import Ctx
from lead_words import LAST, Term, searched

# No way in: a word of more leads than this. The list is then read, newest first, until it is full.
RARE = 10_000

COUNT = f"""SELECT count(*) AS n FROM (SELECT 1 FROM lead_words
WHERE word >= ?1 AND word < ?2 OR word = ?3 LIMIT {RARE + 1})"""  # noqa: S608
# Sets of ids out of one index, cut in memory: far cheaper than a look into each lead of one set.
LEADS_TO = """SELECT lead_id FROM (SELECT lead_id FROM lead_words WHERE word >= ? AND word < ?
UNION SELECT lead_id FROM lead_words WHERE word = ?)"""
# The plus keeps the planner from the index of words, which is the wrong way round here.
IS_IN = """EXISTS (SELECT 1 FROM lead_words WHERE lead_id = leads.id
AND (+word >= ? AND +word < ? OR +word = ?))"""


async def matching(chosen: Chosen, text: str | None, ctx: Ctx) -> Chosen:
    """The filters with the conditions of a search; a text without a word finds nothing."""
    if text is None:
        return chosen
    terms = searched(text)
    if not terms:
        return chosen.also(("0", ()))
    counts = await ctx.db.batch(*(Statement(COUNT, _parameters(term)) for term in terms))
    return chosen.also(*conditions(terms, [rows[0]["n"] for rows in counts]))


def conditions(terms: list[Term], counts: list[int]) -> list[tuple[str, tuple[Parameter, ...]]]:
    """The terms as conditions; ``counts`` say how many words each has, up to ``RARE`` + 1."""
    rare = [term for term, count in zip(terms, counts, strict=True) if count <= RARE]
    others = [(IS_IN, _parameters(term)) for term in terms if term not in rare]
    if not rare:
        return others
    ids = " INTERSECT ".join([LEADS_TO] * len(rare))
    parameters = tuple(each for term in rare for each in _parameters(term))
    return [(f"id IN ({ids})", parameters), *others]


def _parameters(term: Term) -> tuple[Parameter, ...]:
    return term.beginning, term.beginning + LAST, term.short
