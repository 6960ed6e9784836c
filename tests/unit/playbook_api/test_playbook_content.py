"""The articles themselves: complete, current, safe, and right in their sums."""

import re
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest
import render_playbook

from playbook_article import Article
from playbook_content import ARTICLES

EQUATION = re.compile(r"^(?:[^:=]*: )?(?P<left>[^=≈]+)(?P<sign>[=≈])(?P<right>[^=≈]+)$")
REST = "summary: S\ntags: a, b\npublished: 2026-01-01\nupdated: 2026-01-01\n"
SAFE_TAGS = set(
    re.findall(
        r"\w+", "h2 h3 p ul ol li strong em code pre table thead tbody tr th td blockquote a"
    )
)


def equations() -> list[tuple[str, str]]:
    fences = [
        (article.slug, line)
        for article in ARTICLES
        for block in re.findall(r"^```\n(.*?)^```", article.markdown, re.MULTILINE | re.DOTALL)
        for line in block.splitlines()
    ]
    return [(slug, line) for slug, line in fences if "=" in line or "≈" in line]


def value(expression: str) -> float:
    """A sum as people write it: $1,000 − 5% × $200 (a note)."""
    plain = re.sub(r"\([a-z][^)]*\)|[a-z]+\b|[$,]", "", expression)
    plain = re.sub(r"([\d.]+)%", r"(\1/100)", plain)
    plain = plain.translate(str.maketrans("×÷−", "*/-"))
    assert re.fullmatch(r"[\d.+\-*/() ]+", plain), expression
    return float(eval(plain))


@pytest.mark.parametrize(("slug", "line"), equations())
def test_every_sum_in_every_article_is_right(slug: str, line: str) -> None:
    found = EQUATION.match(line)
    assert found, f"{slug}: {line}"
    left, right = value(found["left"]), value(found["right"])
    exact = found["sign"] == "="
    step = 0.001 if "%" in found["right"] else 1.0
    assert abs(left - right) <= (1e-9 if exact else step / 2 + 1e-9), f"{slug}: {line} gives {left}"


def test_there_are_sums_to_check() -> None:
    assert len(equations()) >= 30


def test_payments_on_a_mortgage_are_those_of_the_annuity_formula() -> None:
    text = article("how-interest-rates-move-offers").markdown
    rows = re.findall(r"\| (\d)% \| \$([\d.]+) \| \$([\d,]+) \|", text)
    assert len(rows) == 6
    for percent, payment, loan in rows:
        r = int(percent) / 1200
        factor = r / (1 - (1 + r) ** -360)
        assert float(payment) == round(100_000 * factor, 2)
        assert int(loan.replace(",", "")) == round(2000 / factor)


def article(slug: str) -> Article:
    return next(each for each in ARTICLES if each.slug == slug)


def test_the_rendered_module_is_current() -> None:
    assert render_playbook.TARGET.read_text(encoding="utf-8") == render_playbook.render(), (
        "Run python workers/playbook-api/render_playbook.py and commit the result."
    )


def test_there_are_28_articles_with_addresses_and_titles_of_their_own() -> None:
    assert len({each.slug for each in ARTICLES}) == len({each.title for each in ARTICLES}) == 28


@pytest.mark.parametrize("each", ARTICLES, ids=lambda each: each.slug)
def test_an_article_is_complete(each: Article) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", each.slug)
    assert date.fromisoformat(each.published) <= date.fromisoformat(each.updated)
    assert 40 <= len(each.summary) <= 200
    assert each.tags
    assert 350 <= len([word for word in each.text.split() if re.search(r"\w", word)]) <= 900
    assert not each.markdown.startswith("#"), "The title is in the header."


class Tags(HTMLParser):
    """Collects the tags and attributes of a text, and whether they are balanced."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("each", ARTICLES, ids=lambda each: each.slug)
def test_an_articles_html_is_plain_and_balanced(each: Article) -> None:
    found = Tags(each.html)
    assert found.tags <= SAFE_TAGS
    assert found.attributes <= {"class", "href"}
    assert found.open == []


def test_raw_html_and_script_links_do_not_pass_through(tmp_path: Path) -> None:
    evil = "<script>alert(1)</script> <b onclick=x>b</b>\n\n[x](javascript:alert(1))\n"
    written = f"---\ntitle: T\nslug: t\n{REST}---\n\n{evil}"
    (tmp_path / "t.md").write_text(written)
    html = render_playbook.article(tmp_path / "t.md")["html"]
    assert "<script" not in html
    assert "<b" not in html
    assert "href" not in html


@pytest.mark.parametrize(
    ("header", "says"),
    [("title: T\nslug: t\n", "must hold"), ("slug: t\n", "must hold")],
)
def test_a_header_without_all_fields_is_refused(header: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        render_playbook.front_matter(f"---\n{header}---\ntext\n", "t.md")


def test_a_slug_must_be_the_files_name() -> None:
    fields = (
        "title: T\nslug: other\nsummary: S\ntags: a\npublished: 2026-01-01\nupdated: 2026-01-01"
    )
    with pytest.raises(ValueError, match="must be the file's name"):
        render_playbook.front_matter(f"---\n{fields}\n---\ntext\n", "t.md")


def test_reading_time_grows_with_the_words() -> None:
    short, long = (
        Article("T", "t", "S", (), "", "", "", f"<p>{'word ' * words}</p>") for words in (10, 700)
    )
    assert (short.minutes, long.minutes) == (1, 3)


def test_text_is_what_a_reader_sees() -> None:
    each = Article("T", "t", "S", (), "", "", "", "<p>Fish &amp; <em>chips</em></p>\n<pre>$5</pre>")
    assert each.text == "Fish & chips $5"
