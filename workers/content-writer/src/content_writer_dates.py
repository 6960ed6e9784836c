"""Dates and times as they are said: “December 1, 2026 at 3 PM”, and the word before them."""

import re
from datetime import date, datetime

NOON = 12
MOMENT = re.compile(
    r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?"
)
WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?"
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
DAY = re.compile(
    rf"(?:{WEEKDAY}\b|{MONTH} \d|\d\d?(?:st|nd|rd|th)? {MONTH}|"
    r"(?:the )?\d\d?(?:st|nd|rd|th)\b|\d+/\d)",
    re.IGNORECASE,
)
HOUR = re.compile(r"(?:\d\d?(?::\d\d)? ?[ap]\.?m\b|\d\d?:\d\d\b|noon\b|midnight\b)", re.IGNORECASE)
LONG = re.compile(rf"(?:{MONTH}(?: \d{{4}})?|\d{{4}})", re.IGNORECASE)


def day(value: date) -> str:
    """A day such as “September 30, 2026”."""
    return f"{value:%B} {value.day}, {value.year}"


def said_as_date(text: str) -> str:
    """A text as it is, but one that is a date of ISO 8601 as it is said; UTC is named."""
    if not MOMENT.fullmatch(text):
        return text
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    if len(text) == len("2026-12-01"):
        return day(moment)
    minutes = f":{moment:%M}" if moment.minute else ""
    zone = " UTC" if text.endswith("Z") else ""
    half = "PM" if moment.hour >= NOON else "AM"
    return f"{day(moment)} at {moment.hour % NOON or NOON}{minutes} {half}{zone}"


def when(text: str) -> str:
    """A time with the word that goes before it: “on Tuesday”, “at 3 pm”, “in May”, “yesterday”."""
    if LONG.fullmatch(text):
        return f"in {text}"
    if DAY.match(text):
        return f"on {text}"
    return f"at {text}" if HOUR.match(text) else text
