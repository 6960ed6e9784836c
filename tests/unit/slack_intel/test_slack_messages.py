"""What Slack is sent: nobody is pinged, nothing is lost, everything fits; and what it answers."""

import html
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.slack_intel import LeadCard, Notification
from edgekit import Problem
from slack_cards import TEMPLATES, lead_card, payload_of
from slack_messages import LONGEST_MESSAGE
from slack_text import escape
from slack_verdicts import Refused, Retry, Sent, Verdict, Wait, backoff_ms, verdict

DASHBOARD = "https://dashboard.example/"
VALUATION = {
    "estimate": 500_000,
    "low": 450_000,
    "high": 550_000,
    "confidence": 0.8,
    "method": "comps",
    "as_of": "2026-11-23",
    "model_version": "1",
}


def card(**facts: Any) -> LeadCard:
    lead = {"id": "lead_x", "name": "Ada", "address": "1 Main St", "score": 82, **facts}
    return LeadCard.model_validate(lead)


def texts(value: Any) -> list[str]:
    """Every text in a payload that Slack would show."""
    if isinstance(value, dict):
        own = [v for k, v in value.items() if k == "text" and isinstance(v, str)]
        return own + [text for v in value.values() for text in texts(v)]
    return [text for item in value for text in texts(item)] if isinstance(value, list) else []


def text_objects(value: Any) -> list[dict[str, Any]]:
    """Every text object in blocks."""
    if isinstance(value, dict):
        own = [value] if isinstance(value.get("text"), str) else []
        return own + [each for v in value.values() for each in text_objects(v)]
    return [each for v in value for each in text_objects(v)] if isinstance(value, list) else []


@pytest.mark.parametrize("hostile", ["<!channel>", "<!here|x>", "<@U024BE7LH>", "<!subteam^S1>"])
@pytest.mark.parametrize(
    "field", ["name", "address", "email", "phone", "motivation", "source", "agent"]
)
def test_a_lead_named_like_a_command_pings_nobody(field: str, hostile: str) -> None:
    payload = lead_card(card(**{field: hostile}), DASHBOARD)
    assert not [text for text in texts(payload) if "<" in text]
    assert any(escape(hostile) in text for text in texts(payload))


def test_a_card_says_who_where_and_what_and_links_to_the_dashboard() -> None:
    payload = lead_card(
        card(
            phone="+12065550142",
            timeline="asap",
            condition="poor",
            asking_price=350_000,
            valuation=VALUATION,
            score_parts=[
                {"name": "details", "points": 0, "most": 5, "reason": "nothing further"},
                {"name": "timeline", "points": 30, "most": 30, "reason": "wants to sell soon"},
            ],
        ),
        DASHBOARD,
    )
    told = "\n".join(texts(payload))
    for fact in (
        "Hot lead · 82 · Ada", "Score\n82 of 100",
        "$500,000 ($450,000 to $550,000)", "1 Main St", "+12065550142",
        "as soon as possible", "$350,000", "wants to sell soon (+30)",
    ):  # fmt: skip
        assert fact in told
    buttons = payload["blocks"][-1]["elements"]
    assert buttons[0]["url"] == "https://dashboard.example/leads/lead_x"
    assert buttons[1]["url"].endswith("query=1%20Main%20St")


@pytest.mark.parametrize("hostile", ["*bold*", "`code`", ":fire:", "https://evil.example"])
@pytest.mark.parametrize("field", ["name", "address", "motivation", "source", "agent"])
def test_what_a_lead_wrote_is_shown_as_it_is(field: str, hostile: str) -> None:
    payload = lead_card(card(**{field: hostile + "\u202e"}), DASHBOARD)
    assert any(hostile in text for block in payload["blocks"] for text in texts(block))
    assert hostile not in payload["text"]
    assert "\u202e" not in json.dumps(payload, ensure_ascii=False)
    for found in text_objects(payload["blocks"]):
        assert found["type"] == "plain_text"
        assert found["emoji"] is False


def test_a_lead_that_is_not_valued_says_so() -> None:
    assert "not valued yet" in "\n".join(texts(lead_card(card(), DASHBOARD)))


def test_a_card_tells_method_message_doubts_and_why_there_is_no_value() -> None:
    valued = card(
        valuation=VALUATION | {"notes": ["The grade is not known."]},
        message="The tenants leave in May.",
        doubts=["The phone number “ask my son” can't be dialled as it is written."],
    )
    told = "\n".join(texts(lead_card(valued, DASHBOARD)))
    for fact in (
        "$500,000 ($450,000 to $550,000), by sales nearby",
        "“The tenants leave in May.”",
        "Doubt: The phone number “ask my son” can't be dialled",
        "Doubt: The grade is not known.",
    ):
        assert fact in told
    never = card(no_value="The sales that values stand on hold no mobile homes.")
    said = "\n".join(texts(lead_card(never, DASHBOARD)))
    assert "none: The sales that values stand on hold no mobile homes." in said
    assert "not valued yet" not in said


def test_a_card_may_know_no_more_than_a_name() -> None:
    payload = lead_card(LeadCard(name="Ada"), DASHBOARD)
    assert payload["text"] == "Lead · Ada"
    (button,) = payload["blocks"][-1]["elements"]
    assert button["url"] == "https://dashboard.example/"


@given(st.text(min_size=1, max_size=200), st.text(max_size=300), st.text(max_size=5000))
def test_a_card_fits_what_block_kit_takes(name: str, address: str, motivation: str) -> None:
    lead = LeadCard.model_construct(
        **dict(card()) | {"name": name, "address": address, "motivation": motivation}
    )
    payload = lead_card(lead, DASHBOARD)
    header, section, *rest = payload["blocks"]
    assert 0 < len(html.unescape(header["text"]["text"]).replace("\u200b", "")) <= 150
    assert len(section["fields"]) <= 10
    assert all(len(field["text"]) <= 2000 for field in section["fields"])
    assert all(len(button["url"]) <= 3000 for button in rest[-1]["elements"])
    assert len(payload["blocks"]) <= 50
    json.dumps(payload)


@pytest.mark.parametrize("template", sorted(TEMPLATES))
def test_a_template_names_the_data_that_it_lacks(template: Any) -> None:
    notification = Notification(channel="#general", template=template, data={"title": "T"})
    with pytest.raises(Problem) as refused:
        payload_of(notification, DASHBOARD)
    assert refused.value.status == 422
    assert all(error.pointer.startswith("/data/") for error in refused.value.errors)


def test_a_template_is_filled_with_escaped_data() -> None:
    data = {"name": "<!channel>", "contact": "a@b.co", "message": "{name} & co"}
    notification = Notification(channel="#general", template="contact", data=data)
    payload = payload_of(notification, DASHBOARD)
    assert payload["text"] == (
        "*&lt;!channel&gt;* (a@b.co) wants to be contacted:\n{name} &amp; co"
    )
    assert "{name} & co" in "\n".join(texts(payload["blocks"]))


def test_a_template_is_sent_to_its_end_or_refused() -> None:
    data = {"title": "t", "detail": "x" * (LONGEST_MESSAGE - 4)}
    notification = Notification(channel="#general", template="alert", data=data)
    assert payload_of(notification, DASHBOARD)["text"].endswith("x" * (LONGEST_MESSAGE - 4))
    longer = Notification(channel="#c", template="alert", data=data | {"title": "t" * 9})
    with pytest.raises(Problem) as refused:
        payload_of(longer, DASHBOARD)
    assert refused.value.status == 422
    assert [error.pointer for error in refused.value.errors] == ["/data"]


@pytest.mark.parametrize(
    ("status", "text", "retry_after", "expected"),
    [
        (200, '{"ok":true,"channel":"C1","ts":"1.2"}', None, Sent("C1", "1.2")),
        (200, "ok", None, Sent()),
        (429, "", 7.0, Wait(7.0)),
        (429, "", None, Wait(30.0)),
        (429, "", 1e9, Wait(3600.0)),
        (200, '{"ok":false,"error":"ratelimited"}', 3.0, Wait(3.0)),
        (200, '{"ok":false,"error":"channel_not_found"}', None, Retry("channel_not_found")),
        (200, '{"ok":false,"error":"invalid_auth"}', None, Retry("invalid_auth")),
        (200, '{"ok":false,"error":"invalid_blocks"}', None, Refused("invalid_blocks")),
        (200, '{"ok":false,"error":"msg_too_long"}', None, Refused("msg_too_long")),
        (400, "invalid_payload", None, Refused("invalid_payload")),
        (404, "no_service", None, Retry("no_service")),
        (500, "<html>", None, Retry("<html>")),
        (503, "", None, Retry("Slack answered 503")),
        (200, "[]", None, Retry("Slack answered 200")),
    ],
)
def test_an_answer_of_slack_has_one_meaning(
    status: int, text: str, retry_after: float | None, expected: Verdict
) -> None:
    assert verdict(status, text, retry_after) == expected


@given(st.integers(1, 1000))
def test_waits_double_with_jitter_to_five_minutes(attempts: int) -> None:
    longest = min(1000 * 2 ** min(attempts - 1, 20), 300_000)
    assert longest // 2 <= backoff_ms(attempts) <= longest


def test_a_note_about_a_lead_has_a_button_to_it_and_another_has_none() -> None:
    told = {"title": "Text from +12065550142", "text": "Call me"}
    about = Notification(channel="#texts", template="news", data=told | {"lead_id": "lead_1"})
    payload = payload_of(about, "https://dash.example")
    assert payload["text"] == "*Text from +12065550142*\nCall me"
    (button,) = payload["blocks"][-1]["elements"]
    assert button["url"] == "https://dash.example/leads/lead_1"
    for data in (told, told | {"lead_id": "booking_1"}):
        payload = payload_of(Notification(channel="#texts", template="news", data=data), "")
        assert [block["type"] for block in payload["blocks"]] == ["rich_text"]
