"""A draft that a model writes: taken only if all of it stands on the facts, else there is none."""

from content_writer_claims import told, unsupported
from content_writer_facts import Facts, label, worded
from content_writer_fair_housing import check
from content_writer_limits import fits
from content_writer_services import Ctx
from contracts.content_writer import DraftRequest
from edgekit.models import Message, Model, ModelError

TEXTS = {
    "listing": "a description of a home for sale",
    "market_update": "a short update on a housing market",
    "follow_up": "a short message to follow up with a person",
}
RULES = (
    "You write {what}, in a {tone} tone, in plain English without headings or lists. Say only what "
    "the facts say, in their words and with their numbers. Add no adjective, number, name or "
    "promise of your own. Describe the property, and never who should live there. {limit}Answer "
    "with the text alone."
)


def messages(request: DraftRequest, facts: Facts) -> list[Message]:
    """What a model is asked."""
    words, characters = request.max_words, request.max_characters
    limits = [
        *([f"at most {words} words"] if words else []),
        *([f"at most {characters} characters"] if characters else []),
    ]
    limit = f"Write {' and '.join(limits)}. " if limits else ""
    rules = RULES.format(what=TEXTS[request.kind], tone=request.tone, limit=limit)
    lines = [f"{label(name.rpartition('.')[2])}: {worded(name, facts[name])}" for name in facts]
    return [Message("system", rules), Message("user", "\n".join(["Facts:", *lines]))]


def objection(text: str, request: DraftRequest, facts: Facts) -> str | None:
    """Why a model's text is not taken: a word for the log, which must not hold what it said."""
    if not text:
        return "empty"
    if not fits(text, request.max_words, request.max_characters):
        return "too_long"
    if unsupported(text, facts):
        return "invented"
    if check(text):
        return "fair_housing"
    is_limited = request.max_words is not None or request.max_characters is not None
    least = 1 if is_limited else len(facts) / 2
    return "left_out" if len(told(text, facts)) < least else None


async def by_model(model: Model, request: DraftRequest, facts: Facts, ctx: Ctx) -> str | None:
    """The text that a model writes; none if it fails, breaks off, or says what no fact says."""
    async with model.answer(ctx, messages(request, facts)) as answer:
        try:
            text = (await answer.whole()).strip()
        except ModelError:
            return None  # the seam has logged it
        if answer.finish == "length":
            return None
    why = objection(text, request, facts)
    if why is not None:
        ctx.log.warning("draft_not_taken", why=why, model=model.name)
        return None
    return text
