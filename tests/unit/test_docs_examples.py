"""What the documents show at Python's prompt is what Python answers."""

import doctest
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FENCE = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
WITH_PROMPTS = [path for path in sorted(ROOT.glob("docs/**/*.md")) if ">>> " in path.read_text()]


@pytest.mark.parametrize("path", WITH_PROMPTS, ids=lambda path: path.stem)
def test_examples_give_what_they_show(path: Path) -> None:
    examples = "\n".join(FENCE.findall(path.read_text()))
    parsed = doctest.DocTestParser().get_doctest(examples, {}, path.name, str(path), 0)
    assert parsed.examples, f"{path.name} has a prompt outside of its Python blocks"
    said: list[str] = []
    doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(parsed, out=said.append)
    assert not said, "".join(said)
