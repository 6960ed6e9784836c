"""Forms that work without JavaScript: read, checked, kept, and given back with what is wrong.

A form's token makes what is sent twice one thing. A field that no person sees catches programs
that fill everything; a person who got caught sends the form a second time, and nothing is lost.
"""

import hashlib
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from html import escape
from urllib.parse import parse_qsl, urlsplit

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from edgekit import FieldError, Problem
from site_markup import notice
from site_visit import hidden_fields, trail_of

TRAP, SURE, TOKEN = "aside", "sure", "token"
MOST_FIELDS = 80
_TOKEN = re.compile(r"[A-Za-z0-9_-]{16,64}")
CHECK = (
    "A field that should stay empty was filled. Programs that send spam do that, and so do some "
    "helpers of browsers. Nothing is lost: what you wrote is below. Please send it once more."
)


@dataclass(frozen=True)
class Form:
    """A form as it is shown: its values, what is wrong by field, and how its visitor came."""

    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    trail: Mapping[str, str] = field(default_factory=dict)
    token: str = ""
    said: str = ""
    """A notice above it, HTML."""
    sure: bool = False

    def value(self, name: str) -> str:
        """What stands in a field."""
        return self.values.get(name, "")

    def given(self, *names: str) -> dict[str, str]:
        """The fields of these that hold something."""
        return {name: said for name in names if (said := self.value(name).strip())}

    def wrong(self, errors: Mapping[str, str]) -> "Form":
        """The same with what is wrong."""
        return replace(self, errors=errors)

    def saying(self, html: str) -> "Form":
        """The same with a notice above it."""
        return replace(self, said=html)

    @property
    def is_caught(self) -> bool:
        """Whether the field that no person sees was filled, and nobody has confirmed it yet."""
        return bool(self.value(TRAP).strip()) and not self.sure

    @property
    def key(self) -> str:
        """What makes the same form, sent again, the same request: its token and what it says."""
        said = [self.token, *(f"{name}={self.values[name]}" for name in sorted(self.values))]
        return f"site-{hashlib.sha256(repr(said).encode()).hexdigest()[:48]}"


def new_form(values: Mapping[str, str], trail: Mapping[str, str]) -> Form:
    """A form that nobody has sent yet."""
    return Form(values=values, trail=trail, token=secrets.token_urlsafe(16))


def posted(body: str) -> Form:
    """A form as it came; raises ``Problem`` 422 for one with too many fields."""
    try:
        pairs = parse_qsl(body, keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError as error:
        raise Problem(422, "This form has too many fields.") from error
    values = {name: _whole_lines(value) for name, value in pairs}
    token = values.pop(TOKEN, "")
    return Form(
        values=values,
        trail=trail_of(pairs),
        token=token if _TOKEN.fullmatch(token) else secrets.token_urlsafe(16),
        sure=values.pop(SURE, "") == "1",
    )


def _whole_lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\x00", "").strip()


def is_foreign(url: str, origin: str, site: str | None) -> bool:
    """Whether a page of another site sent a form (Fetch Metadata; ``Origin`` for old browsers)."""
    if site:
        return site not in ("same-origin", "none")
    own = urlsplit(url)
    return bool(origin) and origin != f"{own.scheme}://{own.netloc}"


def asked_again(form: Form) -> Form:
    """What to show to somebody whom the trap has caught."""
    kept = {name: value for name, value in form.values.items() if name != TRAP}
    said = notice("Please check, and send it again", f"<p>{escape(CHECK)}</p>", kind="warn")
    return replace(form, values=kept, sure=True, said=said)


def errors_of(error: ValidationError, words: Mapping[str, str]) -> dict[str, str]:
    """What pydantic refused, by field, in words for a person; an unknown field is ``form``."""
    wrong: dict[str, str] = {}
    for item in error.errors():
        place = str(item["loc"][-1]) if item["loc"] else ""
        wrong[_field(place, words)] = _too_long(item) or _words(place, words)
    return wrong


def _too_long(item: ErrorDetails) -> str:
    """What to say of a text that is longer than its contract takes; empty for other mistakes."""
    if item["type"] != "string_too_long":
        return ""
    return f"This is too long: please shorten it to {item['ctx']['max_length']:,} characters."


def errors_elsewhere(problem: Mapping[str, object], words: Mapping[str, str]) -> dict[str, str]:
    """What another worker refused of a form, by field; empty where it did not say.

    What is wrong with a text alone is found before it is sent; what is left contradicts something
    that only that worker knows, and its own sentence says what.
    """
    listed = problem.get("errors")
    errors = [FieldError(**each) for each in listed] if isinstance(listed, list) else []
    wrong: dict[str, str] = {}
    for pointer, detail in errors:
        place = pointer.rpartition("/")[2]
        wrong.setdefault(_field(place, words), _sentence(detail) or _words(place, words))
    return wrong


def _sentence(detail: str) -> str:
    """What was refused, if it is told in a whole sentence."""
    return detail if (detail[:1].isupper() and detail.endswith(".")) or detail[:1].isdigit() else ""


def _field(place: str, words: Mapping[str, str]) -> str:
    return place if place in words else "form"


def _words(place: str, words: Mapping[str, str]) -> str:
    return words.get(place, "Something here can't be taken; please check what you wrote.")


# Markup


def form_start(form: Form, action: str, *, label: str) -> str:
    """A form's head: what is wrong with it, its token, the trail and the trap."""
    sure = f'<input type="hidden" name="{SURE}" value="1">' if form.sure else ""
    trap = "" if form.sure else _trap()
    return (
        f"{form.said}{summary(form)}"
        f'<form class="stack" method="post" action="{escape(action)}" aria-label="{escape(label)}">'
        f'<input type="hidden" name="{TOKEN}" value="{escape(form.token)}">{sure}'
        f"{hidden_fields(form.trail)}{trap}"
    )


def _trap() -> str:
    return (
        '<div class="aside-field" aria-hidden="true"><label for="f-aside">Leave this empty</label>'
        f'<input type="text" id="f-aside" name="{TRAP}" tabindex="-1" autocomplete="off"></div>'
    )


def summary(form: Form) -> str:
    """What is wrong, with links to the fields.

    It is no live region: the first wrong field has the focus, and tells its own error once.
    """
    if not form.errors:
        return ""
    items = "".join(
        f'<li><a href="#f-{escape(name)}">{escape(said)}</a></li>'
        if name != "form"
        else f"<li>{escape(said)}</li>"
        for name, said in form.errors.items()
    )
    return notice("This could not be sent yet", f"<ul>{items}</ul>", kind="bad")


def _described(form: Form, name: str, hint: str) -> str:
    ids = [f"f-{name}-hint"] if hint else []
    wrong = name in form.errors
    ids += [f"f-{name}-error"] if wrong else []
    described = f' aria-describedby="{" ".join(ids)}"' if ids else ""
    first = wrong and name == next(each for each in form.errors if each != "form")
    return described + (' aria-invalid="true"' if wrong else "") + (" autofocus" if first else "")


def _around(form: Form, name: str, label: str, hint: str, control: str, *, optional: bool) -> str:
    mark = ' <span class="optional">optional</span>' if optional else ""
    hinted = f'<p class="hint" id="f-{name}-hint">{escape(hint)}</p>' if hint else ""
    return (
        f'<div class="field"><label for="f-{name}">{escape(label)}{mark}</label>{hinted}'
        f"{control}{error_of(form, name)}</div>"
    )


def error_of(form: Form, name: str) -> str:
    """What is wrong with a field, beside it."""
    said = form.errors.get(name)
    return f'<p class="error" id="f-{name}-error">{escape(said)}</p>' if said else ""


def text_field(
    form: Form,
    name: str,
    label: str,
    *,
    hint: str = "",
    kind: str = "text",
    complete: str = "off",
    mode: str = "",
    required: bool = False,
    longest: int = 300,
) -> str:
    """A labelled line of text."""
    inputmode = f' inputmode="{mode}"' if mode else ""
    control = (
        f'<input id="f-{name}" name="{name}" type="{kind}" value="{escape(form.value(name))}" '
        f'maxlength="{longest}" autocomplete="{complete}"{inputmode}'
        f"{' required' if required else ''}{_described(form, name, hint)}>"
    )
    return _around(form, name, label, hint, control, optional=not required)


def long_field(form: Form, name: str, label: str, *, hint: str = "", longest: int = 5000) -> str:
    """A labelled text of several lines."""
    control = (
        f'<textarea id="f-{name}" name="{name}" rows="4" maxlength="{longest}"'
        f"{_described(form, name, hint)}>\n{escape(form.value(name))}</textarea>"
    )
    return _around(form, name, label, hint, control, optional=True)


def choice(
    form: Form, name: str, legend: str, options: Mapping[str, tuple[str, str]], *, hint: str = ""
) -> str:
    """Some choices of which one can be taken, each with a label and what it means."""
    hinted = f'<p class="hint" id="f-{name}-hint">{escape(hint)}</p>' if hint else ""
    radios = ""
    for index, (value, (label, meaning)) in enumerate(options.items()):
        own = f"f-{name}" if index == 0 else f"f-{name}-{index}"
        state = " checked" if value == form.value(name) else ""
        first = _described(form, name, hint) if index == 0 else ""
        radios += (
            f'<label class="radio"><input type="radio" id="{own}" name="{name}" '
            f'value="{escape(value)}" required{state}{first}><span><b>{escape(label)}</b>'
            f"{f'<span>{escape(meaning)}</span>' if meaning else ''}</span></label>"
        )
    return (
        f'<fieldset class="field"><legend>{escape(legend)}</legend>{hinted}'
        f'<div class="radios">{radios}</div>{error_of(form, name)}</fieldset>'
    )


def tick(form: Form, name: str, label: str) -> str:
    """A box to tick."""
    state = " checked" if form.value(name) else ""
    return (
        f'<label class="tick"><input type="checkbox" id="f-{name}" name="{name}" '
        f'value="yes"{state}><span>{escape(label)}</span></label>'
    )
