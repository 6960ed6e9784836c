"""What a bounce means, by the server's own words: its status code (RFC 3463) and its text.

Not by the provider's label: what one calls hard another calls blocked, and a full mailbox is called
permanent by some. What counts is who is refused. Only a bounce that says that nobody is there is
hard; one about us (our address, our server, its standing, the mail itself) says nothing of the
recipient, whatever words it has in common with the other.
"""

import re
import unicodedata
from typing import Literal

Bounce = Literal["hard", "soft", "other", "reply"]
LONGEST_READ = 4_000  # characters: what a server has to say is shorter


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


# Neither a part of an address (5.1.1.9) nor the version of a program (Exim 4.96.2).
_CODE = re.compile(r"(?<![\w.])([245])\.([0-7])\.(\d{1,3})(?!\.?\d)")
# Where a server's answer begins, so that neither a house nor a telephone is taken for one.
_REPLY_CODE = re.compile(
    r"(?:^|[;:>(\[\n-]|\b(?:error|code|reply|status|smtp|said|with|response))[ \t]*"
    r"([45][0-57]\d)(?=[\s;:,.)\]-]|$)(?![\s.-]?(?:\d{3}[\s.-]?)?\d{4})",
    re.IGNORECASE,
)
# Names of pages, people and servers, whose letters mean nothing ("spam@", "protection.outlook").
_NAMES = re.compile(
    r"https?://\S+|[^\s<>@]{1,64}@[^\s<>]{1,255}|\b[A-Za-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})+\b"
)

# An answer of a person's machine, not of a mail server: the mail has arrived. Without accents.
_REPLY = _any(
    r"\bauto[ -]?(?:matic|mated)?[ -]?(?:repl(?:y|ied)|response|responder|answer)",
    r"out[ -]of[ -](?:the[ -])?office|\booo\b|\bvacation (?:notice|message|reply)",
    r"\bon (?:\w+ )?(?:vacation|holidays?|leave|sabbatical|pto|business trip)\b",
    r"\baway (?:from (?:my|the)|until|till|and|this|for|on)\b|\b(?:currently|am|be) away\b",
    r"\bi(?:'m| am| will be|'ll be) (?:\w+ )?(?:out|off|back|absent|travell?ing|not (?:in|at))\b",
    r"\b(?:when|until) i (?:return|am back|get back)\b|limited access to (?:my )?e-?mail",
    r"\bi(?: will|'ll) (?:\w+ )?(?:reply|respond|answer|return|get back)\b",
    r"(?:no longer|not) (?:being )?(?:monitored|checked|read)\b|\bi no longer\b",
    r"\bi(?:'ve| have) left\b|\bthank(?:s| you) for (?:your|contacting|writing|reaching|getting)\b",
    r"\bvielen dank\b|\bdanke fur\b|\bmerci (?:de|pour) vo|\bgracias por\b|\bobrigad[oa] p",
    r"\bgrazie per\b|\bbedankt voor\b|\btack for\b|\bde retour\b|\bwieder (?:da|erreichbar)\b",
    r"automatische[rs]? (?:antwort|e-?mail|ruckmeldung|nachricht)|abwesen|\bim urlaub\b",
    r"\bnicht (?:im (?:buro|haus)|am platz)|\bau(?:ß|ss)er haus|elternzeit|mutterschutz",
    r"reponse automatique|\babsente?s?\b|message d'absence|\ben (?:conges?|vacances|deplacement)\b",
    r"respuesta automatica|fuera de (?:la )?oficina|\bde vacaciones\b|\bausen(?:te|cia)\b",
    r"resposta automatica|fora do escritorio|\b(?:de|em) ferias\b|\bde licenca\b",
    r"risposta automatica|fuori (?:sede|ufficio)|\bin ferie\b|\bassen(?:te|za)\b",
    r"automatisch (?:antwoord|bericht)|afwezig|niet op kantoor|\b(?:met|op) (?:vakantie|verlof)\b",
    r"\bautosvar\b|automatiskt? svar|\bfranvaro|\bfravær|automaattinen vastaus|\bpoissa",
    r"automatyczna odpowiedz|nieobecn|automaticka odpoved|nepritomn|otomatik yan[iı]t",
    r"автоответ|автоматический ответ|自动回复|自動回覆|自動(?:応答|返信)",
    r"자동 ?(?:회신|응답)|부재중",
)
# The mailbox is there and can't take more.
_FULL = _any(
    r"(?:mailbox|inbox|quota|storage)\b.{0,30}\b(?:full|exceeded|over)|over.?quota|\bquota\b",
    r"insufficient (?:system )?storage|out of (?:storage|disk)",
)
_PASSING = _any(r"temporar|try again|gr[ea]ylist|timed? ?out")
_GONE = _any(
    r"(?:user|mailbox|recipient|account|address|addressee|alias)\b.{0,60}"
    r"\b(?:unknown|not (?:be )?found|(?:could|was|is)n't (?:be )?found|does ?n[o']t exist"
    r"|not exist|no longer|disabled|deactivated|inactive|suspended|invalid|not a valid"
    r"|(?:been|was|is) deleted)",
    r"(?:unknown|no such|invalid|non-?existent|unrout(?:e)?able) (?:local |mail)?"
    r"(?:user|mailbox|recipient|account|address|addressee|person|domain|host)",
    r"(?:account|mailbox) (?:has been |is |was )?(?:closed|terminated)\b",
    r"recip(?:ient)?notfound|does ?n[o']t have an? .{0,30}account|no mailbox here|not our customer",
    r"(?:domain|host)\b.{0,40}\b(?:not found|unknown|does not exist|does not accept mail)|null mx",
    r"hard bounce|bounced address",  # what Resend and SendGrid say of what they know already
)
# What they say under a code that is about us (5.7.1 is of every policy) and mean all the same.
_PLAINLY_GONE = _any(
    r"(?:user|mailbox|recipient)\b.{0,60}\b(?:unknown|not found|does ?n[o']t exist|not exist)",
    r"(?:unknown|no such|invalid|non-?existent) (?:local |mail)?(?:user|mailbox|recipient)",
)
# Exchange under 5.4.1, at its edge: it has no such recipient, and "Access denied" says no more.
_NOT_IN_DIRECTORY = _any(r"recipient address(?:es)? rejected")
# From the first of these words on a text is about us: who sends, from where, by what right, what.
_OURS = _any(
    r"\bsender|\boriginator|\bsending (?:ip|host|server|system|domain|mta|mail|user|account|limit"
    r"|rate|quota|address|organi[sz]ation)|\b(?:for|from) sending\b",
    r"\benvelope\b|\breturn.path|\breverse.?(?:path|dns|host|lookup|name)|\bfrom[ :-]*(?:header"
    r"|line|address|domain)|\bheader|\bmail from\b",
    r"\bclient\b|\bhelo\b|\behlo\b|\bips?\b|\bptr\b|\br-?dns\b|\bhost ?name\b|\brelay",
    r"\bconnecting\b|\bremote host\b(?! (?:said|answer|respon|return))",
    r"\b(?:un|not)?auth(?!oritative)|\bcredential|\blog.?in\b|\bpassword|\b(?:start)?tls\b",
    r"\buser ?(?:name\b|auth|credential|or password)",
    r"\byour (?:e-?mail )?(?:account|address|mailbox|domain|host|server|mail server|network|system"
    r"|isp|provider|internet|organi[sz]ation|dns|company|connection|access|quota)\b",
    r"\byou(?:'re| are| have|'ve| must| need| can(?:no|')t| may not)\b"
    r"(?! (?:trying|sending|e?mailing|contacting|reaching|writing|looking"
    r"|entered|typed|given|tried|specified|sent|written))",
    r"\bspam|\bunsolicited|\bbulk\b|\bjunk\b|(?:black|block|deny).?list|\bblocked\b|\bbanned\b",
    r"\bdnsbl|\brbl\b|\breputation|\bspf\b|\bdkim|\bdmarc|\bpolic(?:y|ies)\b|\bprohibit|\babuse"
    r"|\bcomplain|\brestrict|\bsecurity\b|\bfilter|access denied|not (?:allowed|permitted)",
    r"\bvirus|\bmalware|\bphish|\bsuspicious|\bcontent|\battachment|message (?:file )?size"
    r"|maximum size|too (?:large|big)\b",
    r"rate.?limit|\bthrottl|too many|(?:sending|daily|hourly|message|connection|recipient) limit"
    r"|unusual rate",
)
# Refused before the server was told for whom the mail is, or since we could not be called back.
_BEFORE_RECIPIENT = _any(
    r"(?:in reply to|after) (?:pipelined |sending )?(?:mail from|helo|ehlo|auth|initial connect)",
    r"sender (?:address )?(?:verif|callout)",
)

Detail = tuple[int, int]
# RFC 3463, 3.2 and 3.3, and RFC 7505: no such mailbox or system; moved; disabled; no mail here.
_GONE_CODES = frozenset({(1, 1), (1, 2), (1, 3), (1, 6), (1, 10), (2, 1)})
_FULL_CODES = frozenset({(2, 2), (2, 4)})
# The same RFC: the sender's mailbox or system is bad; the mail is too long.
_OUR_CODES = frozenset({(1, 7), (1, 8), (2, 3), (3, 4)})
# Its subjects: the protocol, the content, and security or policy.
_OUR_SUBJECTS = frozenset({5, 6, 7})
_PROTOCOL, _POLICY = 5, 7


def classify(status: str, text: str) -> Bounce:
    """Whether nobody is there (hard), it may work another day (soft), or a machine replied.

    ``other`` says nothing of the recipient: it is about us, or no server's answer at all.
    ``status`` is the enhanced status code, where the provider tells it apart from the text.
    """
    text = text[:LONGEST_READ]
    words = _plain(text)
    kind, detail = _code(status, text)
    basic = found[1] if (found := _REPLY_CODE.search(text)) else ""
    is_refused = basic[:1] == "5" or (kind == "5" and detail[0] > 0)
    if _REPLY.search(words) and not is_refused:
        return "reply"
    ours = _OURS.search(words)
    of_them = words[: ours.start()] if ours else words
    if basic[:2] == "53" or detail in _OUR_CODES or _BEFORE_RECIPIENT.search(words):
        return "other"  # 53x are of logging in (RFC 4954)
    is_lasting = kind != "4" and basic[:1] != "4"
    if is_lasting and _is_gone(detail, of_them, is_ours=ours is not None):
        return "hard"
    if detail[0] != _POLICY and (detail in _FULL_CODES or _FULL.search(of_them)):
        return "soft"
    if ours or not (kind or basic):
        return "other"
    is_of_mailbox = detail[0] == _PROTOCOL and "mailbox unavailable" in words.lower()
    return "other" if detail[0] in _OUR_SUBJECTS and not is_of_mailbox else "soft"


def _is_gone(detail: Detail, of_them: str, *, is_ours: bool) -> bool:
    """Whether a lasting refusal says that nobody is there, in what it says of the recipient."""
    if detail in _FULL_CODES or _FULL.search(of_them) or "temporarily" in of_them.lower():
        return False
    if detail[0] in _OUR_SUBJECTS:
        is_plain = not is_ours and bool(_PLAINLY_GONE.search(of_them))
        return is_plain and (detail[0] != _POLICY or detail == (7, 1))
    if detail == (4, 1) and _NOT_IN_DIRECTORY.search(of_them):
        return True
    if detail in _GONE_CODES:
        return not is_ours or bool(_GONE.search(of_them))
    return bool(_GONE.search(of_them)) and not _PASSING.search(of_them)


def _code(status: str, text: str) -> tuple[str, Detail]:
    """The class, and subject and detail, of the first code that is of something in particular."""
    codes = [*_CODE.finditer(status), *_CODE.finditer(text)]
    found = next((code for code in codes if code[2] != "0"), codes[0] if codes else None)
    return (found[1], (int(found[2]), int(found[3]))) if found else ("", (0, 0))


def _plain(text: str) -> str:
    """The words alone, on one line: no names, no accents, straight apostrophes."""
    bare = "".join(
        letter
        for letter in unicodedata.normalize("NFKD", text)
        if not unicodedata.combining(letter)
    )
    straight = unicodedata.normalize("NFC", bare).replace("\u2019", "'")
    return " ".join(_NAMES.sub(" ", straight).split())
