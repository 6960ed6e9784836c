"""A fleet of sms and slack-intel, with a stand-in for lead-bot or with none."""

import shutil
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
LINKED = ("libs", "wrangler", "node_modules")
BOT_BINDING = '{ "binding": "LEAD_BOT", "service": "lead-bot" },'


def fleet_root(folder: Path, *, has_bot: bool) -> Path:
    """Make the root of such a fleet; without the bot its binding is missing, too."""
    root, unneeded = folder / "fleet", shutil.ignore_patterns("__pycache__")
    for name in ("sms", "slack-intel"):
        shutil.copytree(ROOT / "workers" / name, root / "workers" / name, ignore=unneeded)
    for name in LINKED:
        (root / name).symlink_to(ROOT / name)
    config = root / "workers" / "sms" / "wrangler.jsonc"
    text = config.read_text()
    assert BOT_BINDING in text
    if has_bot:
        shutil.copytree(HERE / "lead_bot", root / "workers" / "lead-bot", ignore=unneeded)
    else:
        config.write_text(text.replace(BOT_BINDING, ""))
    return root
