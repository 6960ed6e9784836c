"""Templates: both parts say the same, nothing that is given becomes markup or a header."""

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.email import TemplateName
from edgekit import Problem
from mail_palette import DARK, LIGHT
from mail_rendering import Frame, Parts, render
from mail_templates import LONGEST_SUBJECT, TEMPLATES, read_data

TOKENS = Path(__file__).parents[3] / "libs" / "design" / "tokens.css"
LEAVE = "https://homes.example/api/unsubscribe?token=a.0.b"
NAMES = get_args(TemplateName)
HOSTILE = "<img src=x onerror=alert(1)>&{name}**b**[a](javascript:alert(1))\"'"


class Reader(HTMLParser):
    """Reads HTML as a client does: its text, tags and attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.words += data.split()


def parts(name: TemplateName, data: dict[str, Any], leave: str = "") -> Parts:
    template = TEMPLATES[name]
    values = template.values(read_data(name, data))
    frame = Frame("Homes", "1 Main St", template.why, leave)
    return render(template.subject_of(values), template.blocks, values, frame)


@pytest.mark.parametrize("name", NAMES)
def test_both_parts_say_the_same(name: TemplateName) -> None:
    template = TEMPLATES[name]
    made = parts(name, dict(template.sample))
    shown = Reader(made.html)
    for value in template.values(read_data(name, template.sample)).values():
        for word in value.split():
            in_html = any(word in each for each in shown.words)
            assert in_html or any(word in value for _, value in shown.attributes), word
            assert word in made.text
    assert not re.search(r"\{\w*\}|\*\*", made.text + made.html.partition("</head>")[2])


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_fetched_from_anywhere(name: TemplateName) -> None:
    made = parts(name, dict(TEMPLATES[name].sample), LEAVE)
    shown = Reader(made.html)
    assert not {"img", "link", "script", "iframe", "object", "video", "form"} & set(shown.tags)
    assert not {name for name, _ in shown.attributes} & {"src", "background", "srcset"}
    assert "url(" not in made.html
    assert "@import" not in made.html


@pytest.mark.parametrize("name", NAMES)
def test_what_is_given_is_shown_as_it_is_and_is_never_markup(name: TemplateName) -> None:
    plain = dict(TEMPLATES[name].sample)
    hostile = {
        field: HOSTILE if isinstance(value, str) and not value.startswith("https:") else value
        for field, value in plain.items()
    }
    calm, made = Reader(parts(name, plain).html), Reader(parts(name, hostile).html)
    assert set(made.tags) == set(calm.tags)
    assert {name for name, _ in made.attributes} == {name for name, _ in calm.attributes}
    assert "".join(HOSTILE.split()) in "".join(made.words)
    assert HOSTILE in parts(name, hostile).text


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//x.example", "/a b"])
def test_a_button_leads_to_the_web_and_nowhere_else(url: str) -> None:
    with pytest.raises(Problem) as refused:
        read_data("offer", dict(TEMPLATES["offer"].sample) | {"url": url})
    assert [error.pointer for error in refused.value.errors] == ["/data/url"]


@pytest.mark.parametrize("line_break", ["\r\n", "\n", "\r", "\x00", "\u2028", "\x85", "\u202e"])
@pytest.mark.parametrize("place", ["begin{}", "a{}Bcc: x@example.org", "{}end"])
def test_what_goes_into_a_subject_is_of_one_line(line_break: str, place: str) -> None:
    with pytest.raises(Problem) as refused:
        read_data("message", {"subject": place.format(line_break), "text": "Hello"})
    assert refused.value.status == 422
    assert [error.pointer for error in refused.value.errors] == ["/data/subject"]


def test_what_is_missing_is_named() -> None:
    with pytest.raises(Problem) as refused:
        read_data("offer", {"name": "Ann", "low": -1})
    pointers = {error.pointer for error in refused.value.errors}
    assert pointers == {"/data/address", "/data/low", "/data/high", "/data/url"}


def test_what_is_not_given_leaves_no_gap() -> None:
    made = parts("booking_confirmation", {"name": "Ann", "when": "Tuesday"})
    assert "Where" not in made.text
    assert "calendar" not in made.text + made.html
    assert "\n\n\n" not in made.text


def test_paragraphs_and_lines_of_a_message_stay() -> None:
    text = "First.\r\n\r\nSecond,\nwith a line."
    made = parts("message", {"subject": "Hi", "text": text})
    assert "First.\n\nSecond,\nwith a line." in made.text
    assert "Second,<br>with a line." in made.html


def test_a_long_subject_ends_at_a_word() -> None:
    data = read_data("message", {"subject": "word " * 39, "text": "x"})
    template = TEMPLATES["message"]
    subject = template.subject_of(template.values(data))
    assert len(subject) <= LONGEST_SUBJECT
    assert subject.endswith("word…")


def test_the_link_out_stands_in_both_parts_of_what_one_can_opt_out_of() -> None:
    made = parts("news", dict(TEMPLATES["news"].sample), LEAVE)
    assert LEAVE in made.text
    assert ("href", LEAVE) in Reader(made.html).attributes
    assert [name for name, each in TEMPLATES.items() if each.category == "marketing"] == ["news"]


def test_the_colours_are_the_houses() -> None:
    light, dark = TOKENS.read_text(encoding="utf-8").split("@media (prefers-color-scheme: dark)")
    for palette, css in ((LIGHT, light), (DARK, dark)):
        tokens = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", css))
        assert palette == {name: tokens[name] for name in palette}


@given(st.dictionaries(st.text(), st.recursive(st.none() | st.integers() | st.text(), st.lists)))
def test_any_data_is_taken_or_refused_with_its_reason(data: dict[str, Any]) -> None:
    for name in NAMES:
        try:
            parts(name, dict(TEMPLATES[name].sample) | data)
        except Problem as refused:
            pointers = [error.pointer for error in refused.errors]
        else:
            pointers = []
        assert all(pointer.startswith("/data/") for pointer in pointers)
