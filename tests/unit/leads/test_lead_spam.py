"""Spam is said, and owners who use the same words are not taken for it."""

import pytest

from contracts.leads import NewLead
from lead_doubts import doubts
from lead_records import LeadRow
from lead_scoring import SPAM_LEAVES, score
from lead_spam import spam_in

HOT = {"timeline": "asap", "condition": "poor", "phone": "2065550142", "email": "k@example.org"}


def lead(name: str = "Karla May", message: str | None = None, **facts: object) -> NewLead:
    body = {"name": name, "address": "7 Elm Rd, Kent, WA 98030", "message": message}
    return NewLead.model_validate(HOT | body | facts)


SPAM = [
    (
        "wholesaler",
        "Hi, I have a 3/2 in Kent under contract at $310k, ARV 450k. Assignment fee 15k.",
    ),
    ("wholesaler", "We work with cash buyers who close fast; want to join our buyers list?"),
    ("wholesaler", "I am a wholesaler in King County with off-market properties, JV with me"),
    ("services", "We can get you on the first page of Google. Our SEO packages start at $99."),
    ("services", "I noticed errors on your website; we do web design and digital marketing."),
    ("services", "Increase organic traffic with quality backlinks and guest posts"),
    ("services", "Need a virtual assistant? Our cold callers grow your business."),
    ("links", "Best casino bonus here https://win.example/bonus"),
    ("links", "http://a.example http://b.example http://c.example"),
    ("links", 'Cheap <a href="http://pills.example">viagra</a>'),
    ("nothing", "asdfasdf qwerqwer"),
    ("nothing", "HbQkTrWzMnPq LxVbNmQwRtYp"),
]


@pytest.mark.parametrize(("kind", "message"), SPAM)
def test_spam_is_told_and_scores_low_and_is_still_a_lead(kind: str, message: str) -> None:
    written = lead(message=message)
    found = score(written, None)
    assert spam_in(written), kind
    assert found.total == SPAM_LEAVES == sum(part.points for part in found.parts)
    assert found.parts[-1].reason.startswith("reads like ")


def test_a_name_that_a_machine_has_typed_is_told() -> None:
    assert spam_in(lead(name="vXkQbTzRmWn"))
    assert spam_in(lead(name="asdf qwer"))


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (
            "Karla May",
            "I keep getting letters from wholesalers and cash buyers. What would you pay?",
        ),
        ("Karla May", "Do you charge an assignment fee? I was told to ask."),
        ("Karla May", "Saw your website and your ad on Google, please call me back."),
        (
            "Karla May",
            "Photos: https://photos.example.org/a and https://www.zillow.com/homedetails/1",
        ),
        ("Karla May", "My late husband ran a web design business; the house is full of servers."),
        ("Karla May", "I have had two buyers back out, and now I am behind on payments."),
        ("Krzysztof Szczepański", "Proszę o kontakt"),
        ("Nguyễn Thị Hồng Nhung", "Tôi muốn bán nhà"),
        ("Ng", "ok"),
        ("McDonald DeShawn", "LOL ASAP PLS"),
        ("李小龙", "我想卖房子"),
        ("Ян Кржижановский", "Хочу продать дом"),
        ("Hirschsprung Schmidt", "Verkauf"),
        ("O'Neil-Wertschnig Jr.", "call me after 5"),
        ("Karla May", "We owe on crypto losses and must sell."),
    ],
)
def test_an_owner_is_not_taken_for_spam(name: str, message: str) -> None:
    assert spam_in(lead(name=name, message=message)) is None


def row(**facts: object) -> LeadRow:
    nothing = dict.fromkeys(LeadRow.model_fields)
    known = {
        "id": "lead_x", "created_at": 0, "updated_at": 0, "version": 1, "status": "new",
        "score": 50, "channel": "#leads-incoming", "name": "Karla May", "address": "7 Elm Rd",
        "score_parts": "[]",
    }  # fmt: skip
    return LeadRow.model_validate({**nothing, **known, **facts})


VALUE = (
    '{"estimate": 500000, "low": 300000, "high": 800000, "confidence": 0.4, "method": "area", '
    '"as_of": "2026-11-01", "model_version": "1"}'
)


@pytest.mark.parametrize(
    ("facts", "doubt"),
    [
        ({"phone_written": "ask my son"}, "The phone number “ask my son” can't be dialled"),
        ({"asking_price": 1000, "valuation": VALUE}, "Asking $1,000 is hardly meant"),
        ({"valuation": VALUE}, "The value is very unsure: $300,000 to $800,000."),
        ({"message": SPAM[3][1]}, "It reads like an offer of services"),
    ],
)
def test_a_doubt_is_said(facts: dict[str, object], doubt: str) -> None:
    assert any(said.startswith(doubt) for said in doubts(row(**facts)))


def test_a_plain_lead_raises_no_doubt() -> None:
    assert doubts(row(phone="+12065550142", asking_price=300_000)) == []
