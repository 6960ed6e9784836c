"""The book from inside the worker, on its own database."""

import book
import pytest

pytestmark = pytest.mark.in_worker


async def test_an_empty_book_has_no_guests(env):
    assert await book.guests(env.DB) == []


@pytest.mark.parametrize("name", ["Ada", "O'Hara", "名前"])
async def test_a_name_is_kept_as_it_is(env, name):
    await book.sign(env.DB, name)
    assert (await book.guests(env.DB))[0] == name
