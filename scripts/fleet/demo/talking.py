"""The person texts and is answered, and books a visit, while providers fail."""

from datetime import timedelta

from fleet.demo.day import Day


def person_texts(day: Day) -> None:
    """A text comes in, signed as Twilio signs; lead-bot answers, though that can't leave yet."""
    said = "Hi, does it matter that the roof leaks?"
    day.fleet.event("twilio", From=day.person.phone, Body=said)
    day.tell.did(f"{day.person.first} texts: “{said}”")
    answered = "SELECT 1 FROM texts JOIN replies ON texts.key = 'reply:' || replies.id"
    day.tell.wait("lead-bot has answered", lambda: day.fleet.d1("sms", answered))


def agent_answers(day: Day) -> None:
    """An agent answers by text. It is taken at once, and leaves when Twilio takes it."""
    body = "Not at all, we buy homes as they are. Shall we come and have a look?"
    text = {"to": day.person.phone, "body": body, "purpose": "conversation", "lead_id": day.lead}
    answer = day.ask("sms", "POST", "/api/send", text)
    day.tell.did(f"An agent answers by text: {answer['id']} is {answer['status']}.")


def visit_is_booked(day: Day) -> None:
    """A slot is booked with 201, whatever is down; mail, text and card follow."""
    today = day.began.date()
    asked = {"from": str(today), "to": str(today + timedelta(days=14))}
    slots = day.ask("calendar", "GET", "/api/slots", params=asked)["slots"]
    person = day.person
    booking = {
        "start": slots[len(slots) // 2]["start"],
        "name": person.name,
        "email": person.email,
        "phone": person.phone,
        "address": person.home.address,
        "lead_id": day.lead,
    }
    booked = day.ask("calendar", "POST", "/api/bookings", booking)
    day.booking = booked["id"]
    day.tell.did(
        f"{person.first} books a visit at {booked['start']}: {day.booking}.", booked["manage_url"]
    )
    day.tell.wait("Slack has the booking", lambda: _in_slack(day, person.name, "has booked"))


def _in_slack(day: Day, *words: str) -> bool:
    return any(all(word in each["body"] for word in words) for each in day.sent("slack"))
