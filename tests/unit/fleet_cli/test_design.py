"""The design's tokens: every worker with pages has them, as they are in the house's one file."""

import re
from pathlib import Path

from fleet.design import TOKENS, copy_tokens

REPOSITORY = Path(__file__).resolve().parents[3]


def test_workers_with_assets_get_the_newest_tokens_and_others_none(tmp_path: Path) -> None:
    for path in (TOKENS, Path("workers/site/public/x"), Path("workers/leads/src/x")):
        (tmp_path / path).parent.mkdir(parents=True)
    folders = sorted((tmp_path / "workers").iterdir())
    for tokens in (":root { --text: red }", ":root { --text: blue }"):
        (tmp_path / TOKENS).write_text(tokens)
        copy_tokens(tmp_path, folders)
        assert (tmp_path / "workers/site/public/vendor/tokens.css").read_text() == tokens
    assert not (tmp_path / "workers/leads/public").exists()


def test_a_fleet_without_a_design_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "site" / "public").mkdir(parents=True)
    copy_tokens(tmp_path, [tmp_path / "site"])
    assert list((tmp_path / "site" / "public").iterdir()) == []


def test_pages_use_no_token_that_there_is_not() -> None:
    declared = set(re.findall(r"(--[\w-]+):", (REPOSITORY / TOKENS).read_text()))
    for sheet in (REPOSITORY / "workers").glob("*/public/*.css"):
        used = set(re.findall(r"var\((--[\w-]+)", sheet.read_text()))
        assert used <= declared, sheet
