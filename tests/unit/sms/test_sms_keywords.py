import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms_keywords import HELP, START, STOP, keyword

STOPS = [
    *(
        "stop",
        " STOP ",
        "Stop.",
        "St\u200bop",
        "S\u00adTOP\u2060",
        "stop\ufe0f",
        "sToP!!!",
        "stop. thanks",
        "Please stop",
        "STOP please",
        "S T O P",
    ),
    *(
        "STOPALL",
        "stop all",
        "Unsubscribe",
        "UNSUBSCRIBE.",
        "cancel",
        "Cancel, please",
        "end",
        "End.",
    ),
    *("quit", '"QUIT"', "revoke", "REVOKE!", "optout", "Opt-out", "opt out", "OPT  OUT", "ok stop"),
    *("please stop texting me", "Stop texting me!", "stop messaging us", "STOP SENDING ME TEXTS"),
    *(
        "Quit contacting me",
        "don't text me",
        "Don’t text me again",
        "do not message me",
        "no more texts",
    ),
    *(
        "take me off your list",
        "remove my number from this list",
        "I want to opt out",
        "opt me out",
    ),
    *("I revoke my consent", "cancel all texts", "leave me alone", "ｓｔｏｐ", "stöp"),
    *(
        "Who is this? STOP",
        "Wrong number!! Stop please",
        "I sold it.\nstop",
        "Not for sale. Opt out.",
    ),
    *("Have the wrong person, stop", "STOP - this is Maria", "quit quit quit", "thx but stop"),
    *("I wish to stop getting your texts", "pls stop sending those messages", "stop sending this"),
    *("quit bothering me", "wrong number, please delete me", "Stop\n\nSent from my phone"),
    *("quit it", "stop this"),
    *("hi, please unsubscribe me", "stop with the messages", "end these messages", "arrêt"),
]
NO_STOPS = [
    *(
        "we have got to stop this bill",
        "STOP 12345",
        "please cancel my 3pm",
        "Can you stop by at 5?",
    ),
    *(
        "I will end up selling in May",
        "the bus stop is near",
        "don't stop texting me",
        "yes",
        "no",
        "ok",
    ),
    *("When does the lease end?", "I quit my job", "non-stop noise here", "cancel the appointment"),
    *(
        "stop sending contractors without calling",
        "don't text me after 9",
        "unstoppable",
        "",
        "?!",
        "👍",
    ),
    *("Stop? I never said that", "It is a long story. End.", "Monday suits me. Cancel."),
    *(
        "The bus stop, then left",
        "please remove me as the seller",
        "stop sending it to Bob by mail?",
    ),
    *("Turn left at the light. Stop sign, then us", "No. Stop by at 3."),
    *("I can't stop smiling", "The end of the month works", "please don't contact me before noon"),
]


@pytest.mark.parametrize("text", STOPS)
def test_whoever_wants_no_more_texts_gets_none(text: str) -> None:
    assert keyword(text) == "stop"


@pytest.mark.parametrize("text", NO_STOPS)
def test_a_word_in_another_sentence_opts_nobody_out(text: str) -> None:
    assert keyword(text) is None


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        *(
            ("START", "start"),
            ("start.", "start"),
            (" UnStop ", "start"),
            ("please start", "start"),
        ),
        *(("HELP", "help"), ("Help!", "help"), ("info", "help"), ("help me sell my house", None)),
        *(("start next week", None), ("STOP START", None)),
    ],
)
def test_start_and_help_stand_alone(text: str, meaning: str | None) -> None:
    assert keyword(text) == meaning


def test_what_twilio_has_understood_comes_first() -> None:
    assert keyword("basta", "STOP") == "stop"
    assert keyword("YES", "START") == "start"
    assert keyword("YES") is None
    assert keyword("stop", "") == "stop"


@given(
    st.sampled_from(sorted(STOP | START | HELP)),
    st.text(alphabet=" .!?,;:'\"-_*\n\t()…’“", max_size=6),
    st.text(alphabet=" .!?,;:'\"-_*\n\t()…’“", max_size=6),
    st.sampled_from([str.lower, str.upper, str.title, str.swapcase]),
)
def test_case_and_stray_punctuation_change_nothing(
    word: str, before: str, after: str, case
) -> None:
    assert keyword(before + case(word) + after) == keyword(word) is not None


@given(st.text(max_size=2000))
def test_any_text_can_be_read(text: str) -> None:
    assert keyword(text) in (None, "stop", "start", "help")
