"""Words that lead-bot knows: to tell a name or a place from what is neither, and words from none.

``fleet.seeds.lead_bot_words`` writes both files, and says what they are made of.
"""

from pathlib import Path

HERE = Path(__file__).parent

CITIES = frozenset((HERE / "us_cities.txt").read_text(encoding="utf-8").split("\n")) - {""}
"""Names of American places, in small letters."""

# What people write and documents do not.
_SAID = """
a i u r k y n ur im ive id ill its it's i'm i've i'd i'll dont don't wont won't cant can't aint
ain't didnt didn't doesnt doesn't isnt isn't wasnt wasn't youre you're theyre they're thats that's
whats what's wheres where's hows how's gonna wanna gotta gotcha lemme kinda sorta yall y'all idk
lol lmao omg wtf tbh imo btw fyi rn asap pls plz thx ty np ok okay kk yes yeah yep yup ya nah nope
no hi hey hello hola yo sup howdy morning evening afternoon tonight today tomorrow yesterday now
later soon wut wat wuts whats who what when where why how which there here hello there me my mine
you your yours he she we they them his her our their this that these those and or but so then than
because cuz bc since until till if not just like really very too also only even still again ever
never always maybe perhaps sure right well good great fine nice bad sorry thanks thank please
ma'am sir dude bro man guy guys folks lady hon honey dear want wanna need needs have has had get
got getting give go goes going gone went come coming make made take took sell sells selling sold
sale buy buying bought move moving moved live lives living lived own owns owned think thinking
thought know knows knew see seen saw look looking say says said tell told ask asking asked call
calling called text texting texted write wrote talk talking speak help hope hoping try trying use
used work works working worked start started stop stopped end ended leave leaving left stay
staying let lets let's do does did done be is are was were been being am can could will would
shall should may might must fix fixed fixing repair repairs repaired paint painted clean cleaned
update updated renovated remodeled house home homes place property condo apartment apt townhouse
duplex rental land lot yard garage kitchen bath baths bathroom bathrooms bed beds bedroom bedrooms
roof floor floors wall walls window windows basement porch deck pool pipes plumbing electric
wiring furnace heater hvac foundation mold leak leaks water street road avenue lane drive court
way place city state county zip address number phone cell mobile email mail name names price money
cash dollar dollars bucks thousand thousands hundred million grand half mortgage loan bank rent
rents tenant tenants renters landlord tax taxes hoa insurance lien debt divorce inherited estate
probate passed died death mom mother dad father son daughter brother sister husband wife spouse
kids kid family parents grandma grandpa uncle aunt cousin neighbor friend boss job day days week
weeks month months year years spring summer fall winter monday tuesday wednesday thursday friday
saturday sunday january february april june july september october november december xmas
christmas new old big small little large long short high low hard easy fast quick slow early late
one two three four five six seven eight nine ten eleven twelve first second third last next other
another all any some none both each every much many more most less least few lot lots bit about
around almost over under up down out off on in at to for from with without of by as into near
between before after during through behind across along away back forward together alone nothing
something anything everything nobody somebody anybody everybody people person human agent realtor
broker lawyer attorney someone anyone condition shape rough poor fair excellent dated worn broken
ugly pretty okay decent terrible awful interested ready waiting wait hold done quit cancel remove
unsubscribe list question answer stuff thing things time times deal offer offers worth value
estimate visit appointment appt car truck dog cat dogs cats kid stairs storage stuff junk mess
trash yes haha hahaha lolol blah hmm hm uh um uhh umm er ah oh wow ugh meh nothin somethin jus gud
quiero quisiera hablar vender casa mi su por favor gracias si no con una un la el los las de que
en es esta hola buenas dias tardes persona precio cuanto necesito esposo esposa soy llamo para muy
bien mal bonjour merci je vous maison vendre oui
"""
_NEVER = [
    "blah",
    "asdf",
    "qwerty",
    "lorem",
    "ipsum",
    "foo",
    "bar",
    "baz",
    "test",
    "testing",
    "haha",
    "hahaha",
    "lol",
    "hmm",
]

WORDS = frozenset((HERE / "common_words.txt").read_text(encoding="utf-8").split("\n")) | frozenset(
    _SAID.split()
) - {""}
"""Words that are no names, in small letters."""

EMPTY = frozenset(_NEVER)
"""Words that say nothing, however many there are."""


def is_word(word: str) -> bool:
    """Whether a word, in small letters, is known, also with a common ending."""
    if word in WORDS:
        return True
    for ending in ("'s", "s", "es", "ed", "d", "ing", "ly", "er"):
        if word.endswith(ending) and len(word) - len(ending) > 2:
            stem = word.removesuffix(ending)
            if stem in WORDS or f"{stem}e" in WORDS:
                return True
    return False
