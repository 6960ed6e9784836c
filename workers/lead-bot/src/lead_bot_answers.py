"""Answers to what people ask a house buyer's bot; each stands in our playbook, none is invented."""

from lead_bot_text import any_of

_ANSWERS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "number",
        (
            "I only know what is written in this conversation. "
            "If you don't want to hear from us, write STOP and we won't write again."
        ),
        (
            (
                r"(?:how|where)(?:'d| did| do| have)? (?:you|u|ya)(?: \w+)? (?:get|find|got|have"
                r"|come by) (?:my|this|our) (?:number|name|info\w*|phone|address|contact\w*)"
                r"|who gave you"
            ),
        ),
    ),
    (
        "who",
        "I'm Hearthstack's automated assistant, not a person. We buy homes from their owners.",
        (
            (
                r"who(?:'s| is| are|s|m| am)? (?:this|that|you|u|ya|y'all|r u|i talking|i speaking"
                r"|are you|is it)|are you (?:a |an )?(?:real|bot|robot|human|person|machine|ai"
                r"|computer)|is this (?:a |an )?(?:real|bot|robot|person|human|ai"
                r"|automated)\w*"
            ),
            (
                r"what (?:is|are) (?:hearthstack|this company|your company|you)|which company"
                r"|what company|u a bot|r u (?:a )?(?:real|bot|human)|who do you work for"
                r"|name of your company|what is this|what(?:'s| is) this about"
            ),
        ),
    ),
    (
        "scam",
        (
            "Fair question. Ask us for proof of funds and "
            "take any offer to a lawyer or your family first. "
            "An owner never pays us anything before an offer or a closing."
        ),
        (
            (
                r"(?:u r|ur|you'?re|you are|this is|it'?s) (?:for )?real|scam\w*|legit\w*"
                r"|trust you|fraud|catch|too good to be true|ripped? off|lowball\w*"
                r"|proof of funds|(?:is|are) (?:this|it|that|you|they) (?:safe|for real)"
            ),
        ),
    ),
    (
        "fees",
        "We charge no fee for an offer, and it binds you to nothing.",
        (
            (
                r"fees?|commissions?|cost(?:s)? me|charge|what(?:'s| is) (?:it|this) cost"
                r"|is it free"
                r"|agent get a cut|get a cut|pay you|obligat\w*|closing costs?|hidden"
            ),
        ),
    ),
    (
        "speed",
        (
            "Most sales to us close in two to three weeks "
            "once the title is clear, and you can choose a later date."
        ),
        (
            (
                r"how (?:long|fast|soon|quick\w*)|when (?:do|can|will|would) (?:you|i|we) (?:close"
                r"|get|buy|pay)|timeframe|when would i get|buy fast|can you close"
            ),
        ),
    ),
    (
        "price",
        (
            "We start from what renovated homes nearby sold "
            "for and take off repairs, costs and a margin. "
            "You get the sheet with every line. What "
            "it comes to I can't say before we know the home."
        ),
        (
            (
                r"how (?:much|do you (?:come up|figure|decide|value|make))|what (?:do|would"
                r"|will|can"
                r"|could) (?:you|u|ya|y'all|you folks|you guys)(?: \w+)? (?:pay|offer|give)"
                r"|what(?:'s| is| s) (?:it|my (?:house|home|place)|the (?:house|home)) worth"
                r"|what(?:'s| is) your offer|how is the (?:offer|price)|market value|worth"
            ),
        ),
    ),
    (
        "repairs",
        "No. Nothing has to be repaired, cleaned or moved for an offer; we buy homes as they are.",
        (
            (
                r"(?:do|must|should|need|have)(?: i| we|n't| to)* (?:to )?(?:fix|repair|clean"
                r"|renovate|paint|stage)|as[ -]is|empty it|leave (?:stuff|things|furniture|junk)"
                r"|inspection|(?:does|will|would) (?:it|that) (?:matter|be a problem)"
            ),
        ),
    ),
    (
        "lawyer",
        "You need neither a lawyer nor an agent, and you may bring either. It's no legal advice.",
        (r"lawyers?|attorneys?|realtors?|agent|notary|need(?:ing)? (?:a )?(?:lawyer|agent)",),
    ),
    (
        "tenants",
        "Yes, we buy homes with tenants in them. What their lease says goes on.",
        (
            (
                r"(?:with|have|there are|about the|still has) (?:the )?(?:tenants?|renters?)"
                r"|tenants? (?:in|living)|renters"
            ),
        ),
    ),
    (
        "mortgage",
        "What is owed on the home is paid from the price at closing, and the rest is yours.",
        (r"mortgage|loan|liens?|owe|pay ?off|back taxes|behind on",),
    ),
    (
        "privacy",
        (
            "What you write here is used to answer you and "
            "is deleted after some time. Ask us, and we erase it sooner."
        ),
        (
            (
                r"privacy|my (?:data|information|info)|sell my (?:data|info\w*|number)|share my"
                r"|who sees|delete my|^\W*(?:but |and )?(?:why|what for|how come"
                r"|for what)\W*$|why (?:do|would|should) (?:you|i)"
                r"|why (?:do|are) you (?:need|ask|want|asking)|what do you need (?:that|it"
                r"|this) for"
            ),
        ),
    ),
    (
        "how",
        (
            "You tell me about the home, and one of us visits "
            "it and makes an offer in writing. You can say no at any time."
        ),
        (
            (
                r"how (?:does|do|would|will) (?:this|it|that|the \w+|you guys|you)(?: \w+)* work"
                r"|what(?:'s| is| are) the (?:process|steps|next steps?)|how (?:do|can) i (?:sell"
                r"|start|begin)|what happens (?:next|now|then|after)|what do i (?:do|have to do)"
                r"|explain|(?:can|could|will) (?:you|u)(?: even| really)? help|then what"
                r"|what now|wut now|do you (?:really )?buy"
            ),
        ),
    ),
)
ANSWERS = tuple((topic, any_of(*asks), says) for topic, says, asks in _ANSWERS)
UNKNOWN = "I can't answer that myself; one of us will when we speak."


def answer(low: str) -> str | None:
    """What is said to a question, in small letters; ``None`` where we have no answer to it."""
    for _, asks, says in ANSWERS:
        if asks.search(low):
            return says
    return None
