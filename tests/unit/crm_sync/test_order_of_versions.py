"""The law: any order of versions, with any repeats and deliveries between, is one contact."""

from crm_at_work import Business, lead
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.crm_sync import CrmLead

ADDRESSES = ("1 Elm St, Seattle", "2 Oak St, Seattle", None)
PHONES = ("+12065550142", "+12065550143", None)


@st.composite
def versions(draw: st.DrawFn) -> list[CrmLead]:
    """The versions of a lead, oldest first: told apart by number, or by time alone."""
    by_number = draw(st.booleans())
    count = draw(st.integers(1, 5))
    return [
        lead(
            version=number if by_number else 0,
            updated_at=f"2026-11-28T10:00:{0 if by_number else number:02}Z",
            address=draw(st.sampled_from(ADDRESSES)),
            phone=draw(st.sampled_from(PHONES)),
        )
        for number in range(1, count + 1)
    ]


@given(history=versions(), data=st.data())
@settings(max_examples=150)
def test_any_order_and_any_repeats_come_to_one_contact_with_the_newest_values(
    history: list[CrmLead], data: st.DataObject
) -> None:
    business = Business()
    repeats = data.draw(st.lists(st.sampled_from(history), max_size=4))
    for each in data.draw(st.permutations([*history, *repeats])):
        business.take(each)
        if data.draw(st.booleans()):
            business.deliver()
    business.deliver()
    [contact] = business.contacts()
    newest = history[-1]
    assert contact["properties"]["address"] == newest.address
    assert contact["properties"]["phone"] == newest.phone
    before = len(business.writes)
    business.deliver()
    assert len(business.writes) == before, "nothing is left to send"


@given(
    ours=st.lists(st.sampled_from(PHONES[:2]), min_size=1, max_size=4),
    theirs=st.lists(
        st.tuples(st.integers(0, 3), st.sampled_from(["+12065550177", ""])), max_size=3
    ),
)
@settings(max_examples=150)
def test_what_somebody_wrote_last_is_never_overwritten(
    ours: list[str], theirs: list[tuple[int, str]]
) -> None:
    business = Business()
    edited: str | None = None
    for number, phone in enumerate(ours):
        made = business.sync(lead(version=number, phone=phone)).external_id
        for place, value in theirs:
            if place == number:
                business.hubspot("PATCH", f"/{made}", {"properties": {"phone": value}})
                edited = value
    business.sync(lead(version=9, phone="+12065550199"))
    [contact] = business.contacts()
    expected = "+12065550199" if edited is None else edited or None
    assert contact["properties"]["phone"] == expected
