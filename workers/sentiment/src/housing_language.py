"""What words mean when people write about homes and their market, which no general lexicon knows.

Valences are on the scale of the general lexicon, -4 to +4, and take the view of an owner or of the
market as a whole: rising sales and prices are good, rising rates, fees and foreclosures are bad.
Three kinds of knowledge, tried in this order: fixed phrases ("money pit"), movements (a topic and
the direction it takes: "rates fell", "a drop in foreclosures"), and single words ("spacious").
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sentiment_tokens import Token

REACH = 6  # tokens between a direction and the topic that it moves
CONNECTORS = frozenset(
    ["in", "of", "by", "for", "on", "the", "a", "an", "its", "their", "more", "than", "to"]
)


def _table(groups: dict[float, str]) -> dict[str, float]:
    """Words by valence, turned around: {1.5: "a b"} → {"a": 1.5, "b": 1.5}."""
    return {word: valence for valence, words in groups.items() for word in words.split()}


def _phrases(groups: dict[float, str]) -> dict[tuple[str, ...], float]:
    """Phrases by valence, separated by commas, as tuples of words."""
    return {
        tuple(phrase.split()): valence
        for valence, phrases in groups.items()
        for phrase in phrases.split(",")
    }


WORDS = _table(
    {
        2.5: "immaculate stunning gorgeous turnkey pristine breathtaking dreamy",
        2.0: "spacious charming remodeled renovated updated upgraded sunny sunlit walkable cozy "
        "airy landscaped thriving booming robust resilient well-kept well-maintained "
        "move-in-ready bullish rosy seamless effortless trustworthy stress-free hassle-free "
        "energy-efficient",
        1.5: "bright modern affordable quiet solid fair rebound rebounded rebounding recovery "
        "recovering bargain sunlight painless on-time appreciation appreciating "
        "oversubscribed brand-new restored dry approved convenient responsive professional "
        "knowledgeable attentive smooth transparent upbeat efficient tailwinds remodel "
        "insulated",
        1.0: "new repaired fixed relief hardwood granite amenities fenced",
        0.0: "lot lots mobile gross number like united share shares interest please well grand "
        "security cash control "
        "value values demand",
        -1.0: "dark narrow vacant older stale sluggish cooling softening tightening empty missed "
        "bubble slows slowing slowed ancient awkward tiny tired linger lingers lingering "
        "sidelined sidelines drafty headwinds jitters wobble wobbles",
        -1.5: "cramped dated outdated noisy loud delayed delay delays cracked crack cracks worn "
        "overgrown leak leaks leaking leaky deferred stagnant unsold slowdown downturn "
        "shortage shortages lien liens vacancy vacancies risk squeeze squeezing stained "
        "stain stains clogged peeling sagging musty dingy gloomy shabby potholes litter "
        "graffiti soured evaporates evaporated evaporating stagnating stagnates leaked "
        "stranded pushy unresponsive bleak",
        -2.0: "mold moldy mildew rotten rotting rot termite termites asbestos radon sinkhole "
        "flooded floods flooding foreclosed foreclosure foreclosures eviction evictions "
        "overpriced unaffordable fixer-upper lowball lowballed delinquent delinquencies "
        "slump recession bust break-in break-ins burglary warped infested "
        "landfill denied issue issues hassle nightmare slashing fleeing wildfire underwater "
        "undervalued trashed squatters vandalized blight blighted abandoned boarded-up "
        "dilapidated run-down rundown decrepit smelly stench stinks mould mouldy roaches "
        "cockroaches mice rats rodents bedbugs pests sewage ghosted sketchy shady crooked "
        "dishonest misleading unprofessional incompetent evicted bankrupt insolvent bearish "
        "collapsed collapsing caved abandonment plagued eroding eroded",
        -2.5: "crumbling condemned uninhabitable filthy squalid scam scammed fraud burst unlivable "
        "hazardous dire",
    }
)

PHRASES = _phrases(
    {
        3.0: "worth every penny,dream home,second to none,no issues,no problems,no complaints,"
        "no major issues,no leaks,no cracks,nothing wrong",
        2.5: "hidden gem,move-in ready,move in ready,must see,sold out,soft landing,over asking,"
        "above asking,above list,multiple offers,great bones,won't find a better,can't beat,"
        "couldn't ask for,couldn't be happier,could not be happier,can't go wrong",
        2.0: "brand new,curb appeal,like new,well maintained,on time,hot market,seller's market,"
        "broke ground,gaining strength,short commute,close to parks,no cost,cost nothing,"
        "easy sale,never been easier,bounces back,bounced back,bounce back,bouncing back,"
        "flying off,snapped up,zero hassle,no hassle,hassle free,stress free,"
        "energy efficient,sell fast,sold fast,selling fast,sold quickly,back on track,"
        "outpaced prices,outpace prices,"
        "beat expectations,beats expectations,beat forecasts,beats forecasts,over the moon",
        1.5: "picked up,picks up,picking up,within reach,"
        "ramp up,ramps up,ramping up,heating up,heats up,heated up,above our offer,threw in",
        1.0: "bidding war,bidding wars",
        0.0: "sold as,on the market,no later than,not only,credit score,interest rate,gross rent,"
        "real estate,cash flow,earnest money,short sale",
        -1.5: "needs work,as is,price cut,price cuts,cut the price,sitting for months,"
        "cutting prices,buyer's market,fell short,falling short,falls short,few choices,"
        "hidden fees,last minute,under the contract,below asking,under asking,days on market,"
        "needs to be,need to be replaced,needs repair,needs repairs,needs updating,"
        "in need of,weigh on,weighs on,weighed on,weighing on,pull out,pulls out,pulled out,"
        "stay away,stays away,busy street,thin walls,no parking,pull back,pulled back,"
        "scale back,scales back,scaled back,scaling back,gone cold,dried up,dries up,"
        "below our offer",
        -2.0: "water damage,fire damage,storm damage,falling behind,fell behind,behind on,"
        "priced out,slashing prices,slash prices,cancelled projects,backed out,fell through,"
        "falling apart,half empty,red flag,red flags,stopped paying,never called,no response,"
        "driving away,knob-and-tube wiring,needs a new,deal breaker,out of control,"
        "out of reach,out of hand,fell apart,falls apart,fall apart,outpaced wages,"
        "outpaced incomes,outpace wages,outpace incomes,lost the bidding war,beyond reach,"
        "lead paint,"
        "miss expectations,misses expectations,missed expectations,missed forecasts,"
        "walk away,walked away",
        -2.5: "money pit,rip off,rip-off,waste of,bait and switch,about to burst,worth less than,"
        "more than their house is worth",
    }
)

TOPICS = _table(
    {
        1.0: "price prices value values sales sale demand starts permits confidence sentiment "
        "activity affordability equity income incomes wages jobs construction applications "
        "appraisal appreciation market homebuilding completions showings traffic ownership "
        "homeownership index occupancy yields returns hiring investment",
        0.6: "inventory supply listings",
        -1.0: "rate rates costs cost fee fees tax taxes premium premiums insurance inflation "
        "unemployment foreclosure foreclosures delinquency delinquencies default defaults eviction "
        "evictions vacancy vacancies layoffs rent rents payments debt crime shortage filings "
        "cancellations arrears bankruptcies homelessness losses backlog",
    }
)

DIRECTIONS = _table(
    {
        2.5: "surge surges surged surging soar soars soared soaring skyrocket skyrockets "
        "skyrocketed skyrocketing jump jumps jumped jumping spike spikes spiked spiking doubled "
        "tripled boom booms boomed rocketed",
        2.0: "rise rises rose risen rising climb climbs climbed climbing grow grows grew grown "
        "growing growth increase increases increased increasing gain gains gained gaining rebound "
        "rebounds rebounded recover recovers recovered higher high stronger strengthened rally "
        "rallied accelerated elevated highest creeping crept above highs record "
        "warms warmed warming swell swells swelled swelling strengthen strengthens "
        "accelerates mounting mount",
        -2.0: "fall falls fell fallen falling drop drops dropped dropping decline declines "
        "declined declining decrease decreases decreased decreasing dip dips dipped dipping slide "
        "slides "
        "slid sliding slip slips slipped slipping ease eases eased easing cool cools cooled lower "
        "low lowest shrink shrinks shrank shrinking weaker weakened retreat retreated softened "
        "reduced fewer sank sink sinking below lows "
        "erode erodes eroding eroded vanish vanishes vanished evaporate evaporated weaken weakens",
        -2.5: "plunge plunges plunged plunging plummet plummets plummeted plummeting crash crashes "
        "crashed crashing tumble tumbles tumbled tumbling collapse collapses collapsed collapsing "
        "slump slumps slumped slumping nosedive halved",
    }
)
_UP_DOWN = {"up": 2.0, "down": -2.0}  # a direction only beside a figure: "up 3%", "down from"


@dataclass(frozen=True, slots=True)
class Reading:
    """A stretch of tokens, ``start`` to ``end`` inclusive, that carries one valence together."""

    start: int
    end: int
    words: tuple[int, ...]
    valence: float


def readings(tokens: list[Token]) -> Iterator[Reading]:
    """The phrases and movements in a text; none shares a word with another."""
    taken: set[int] = set()
    for reading in (*_phrases_in(tokens), *_movements_in(tokens)):
        if taken.isdisjoint(reading.words):
            taken.update(reading.words)
            yield reading


def _phrases_in(tokens: list[Token]) -> Iterator[Reading]:
    longest = max(map(len, PHRASES))
    for start in range(len(tokens)):
        for size in range(min(longest, len(tokens) - start), 1, -1):
            words = tuple(token.text for token in tokens[start : start + size])
            if words in PHRASES:
                span = range(start, start + size)
                yield Reading(span.start, span.stop - 1, tuple(span), PHRASES[words])
                break


def _movements_in(tokens: list[Token]) -> Iterator[Reading]:
    for index in range(len(tokens)):
        direction = _direction(tokens, index)
        topic = _topic_of(tokens, index) if direction else None
        if topic is not None:
            start, end = min(index, topic), max(index, topic)
            yield Reading(start, end, (start, end), direction * TOPICS[tokens[topic].text])


def _direction(tokens: list[Token], index: int) -> float:
    word = tokens[index].text
    beside = tokens[index + 1].text if index + 1 < len(tokens) else " "
    if word in _UP_DOWN:
        return _UP_DOWN[word] if beside[0].isdigit() or beside in {"from", "by"} else 0.0
    if word == "record" and beside in DIRECTIONS:
        return 0.0  # "a record low" goes down
    return DIRECTIONS.get(word, 0.0)


def _topic_of(tokens: list[Token], index: int) -> int | None:
    """Position of what moves: right after an attribute ("falling rates", "a drop in home sales"),
    else before the verb ("rates for new loans fell"), within one clause."""
    return (
        _topic_after(tokens, index) if _attributive(tokens, index) else _topic_before(tokens, index)
    )


def _attributive(tokens: list[Token], index: int) -> bool:
    topic = _topic_after(tokens, index)
    if topic is None:
        return False
    between = {token.text for token in tokens[index + 1 : topic]}
    return (
        topic == index + 1 or bool(between & {"in", "of"}) or _topic_before(tokens, index) is None
    )


def _topic_after(tokens: list[Token], index: int) -> int | None:
    return _first_topic(tokens, index, range(index + 1, min(index + 4, len(tokens))))


def _topic_before(tokens: list[Token], index: int) -> int | None:
    return _first_topic(tokens, index, range(index - 1, max(index - 1 - REACH, -1), -1))


def _first_topic(tokens: list[Token], index: int, positions: range) -> int | None:
    for position in positions:
        if tokens[position].clause != tokens[index].clause:
            return None
        if tokens[position].text in TOPICS:
            return position
    return None
