"""What sentiment takes and answers: scores of texts, and of a region's stored articles.

A score is from -1 (bad) to +1 (good): twice the probability that a reader calls the text positive,
less one. Texts are English.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from contracts.base import Contract
from edgekit.services import Operation, Service

Label = Literal["positive", "negative", "neutral"]
Text = Annotated[str, Field(max_length=10_000)]
MeanScore = Annotated[
    float | None, Field(ge=-1, le=1, description="Mean of the articles' scores; null without any.")
]
Week = Annotated[str, Field(description="ISO 8601 week.", examples=["2026-W47"])]


class Texts(Contract):
    """Texts to score, at most 100."""

    texts: Annotated[list[Text], Field(min_length=1, max_length=100)]


class Term(Contract):
    """A word or phrase of the text, and what it added to the log-odds of a positive reading."""

    term: str
    weight: float


class TextScore(Contract):
    """The score of one text: `score = tanh(sum of the terms' weights / 2)`."""

    score: Annotated[float, Field(ge=-1, le=1)]
    label: Label
    terms: list[Term] = Field(description="The heaviest first.")


class TextScores(Contract):
    """Scores in the order of the texts."""

    results: list[TextScore]


class Tally(Contract):
    """How many articles, how they were labelled, and their mean score."""

    count: int
    score: MeanScore
    positive: int
    negative: int
    neutral: int


class SourceTally(Tally):
    """The articles of one source: the host of its feed."""

    source: str


class WeekTally(Tally):
    """The articles of one week, all sources and each."""

    week: Week
    starts_on: date = Field(description="The week's Monday.")
    sources: list[SourceTally]


class RegionSentiment(Tally):
    """The articles about a region that were published from `from` to `to`, both days included."""

    region: str
    about: str = Field(
        description="The region whose articles were counted: the ZIP code's metro where no article "
        "names the ZIP code itself."
    )
    date_from: date = Field(alias="from")
    date_to: date = Field(alias="to")
    sources: list[SourceTally]
    weeks: list[WeekTally] = Field(description="Oldest first; weeks without articles are left out.")


class RegionSentimentQuery(Contract):
    """Asks for a region's sentiment: a ZIP code, a metro's slug, or `us`."""

    region: str
    date_from: date | None = Field(default=None, alias="from")
    date_to: date | None = Field(default=None, alias="to")


class FeedState(Contract):
    """How the last reading of a feed went."""

    url: str
    source: str
    articles: int = Field(description="New articles since the feed was first read.")
    read_at: str | None = Field(description="The last answer, RFC 3339.")
    failures: int = Field(description="Bad readings in a row.")
    error: str | None


class SentimentService(Service, worker="sentiment"):
    """Sentiment of texts and regions."""

    score = Operation("POST", "/api/sentiment", Texts, TextScores, deadline_ms=2000)
    region = Operation(
        "GET", "/api/sentiment/{region}", RegionSentimentQuery, RegionSentiment, deadline_ms=1500
    )
