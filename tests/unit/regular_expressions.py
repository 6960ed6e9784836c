"""All regular expressions of a folder's modules, and texts that a slow one would be slow on.

``python regular_expressions.py FOLDER`` imports the modules of a folder of sources and prints, as
JSON, the patterns that take more than ``LIMIT_S`` seconds of processor time on 100 kB.
"""

import ast
import importlib
import json
import re
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from types import FrameType
from typing import Any, NamedTuple

SIZE = 100_000
LIMIT_S = 2.0
ANCHORED = {"fullmatch", "match"}
FUNCTIONS = {"compile", "search", "match", "fullmatch", "sub", "split", "findall", "finditer"}
PLATFORM = {"js", "pyodide", "pyodide.ffi", "workers"}
ENDS = ("", "\x00")
MOST_SEEDS = 14


class Expression(NamedTuple):
    """A pattern with its flags, where it stands, and whether it is held to a text's start alone."""

    pattern: str
    flags: int
    where: str
    is_anchored: bool


def anchored_lines(folder: Path) -> set[tuple[str, int]]:
    """File names and lines of the patterns with a name that are only matched from the start."""
    trees = {path.name: ast.parse(path.read_text("utf-8")) for path in folder.rglob("*.py")}
    used: dict[str, set[str]] = {}
    for tree in trees.values():
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                used.setdefault(node.value.id, set()).add(node.attr)
    found = set()
    for name, tree in trees.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                methods = used.get(node.targets[0].id, {"search"}) - {"pattern"}
                if methods <= ANCHORED:
                    found.update((name, line) for line in _lines_of(node))
    return found


def _lines_of(node: ast.Assign) -> range:
    return range(node.lineno, (node.end_lineno or node.lineno) + 1)


def in_source(path: Path) -> Iterator[Expression]:
    """Patterns that a call of ``re`` has as a literal."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        owner, literal = node.func.value, node.args[0] if node.args else None
        is_re = isinstance(owner, ast.Name) and owner.id == "re" and node.func.attr in FUNCTIONS
        if not is_re or node.func.attr == "compile":
            continue
        if isinstance(literal, ast.Constant) and isinstance(literal.value, str):
            where = f"{path.name}:{node.lineno}"
            yield Expression(literal.value, 0, where, node.func.attr in ANCHORED)


def at_import(folder: Path) -> Iterator[Expression]:
    """Patterns that modules compile when they are imported, however they are put together."""
    found: list[Expression] = []
    anchored = anchored_lines(folder)
    compiled = re.compile

    def recorded(pattern: Any, flags: int = 0) -> re.Pattern[Any]:
        caller = sys._getframe(1)
        if isinstance(pattern, str) and Path(caller.f_code.co_filename).is_relative_to(folder):
            name, line = Path(caller.f_code.co_filename).name, caller.f_lineno
            is_anchored = (name, line) in anchored
            found.append(Expression(pattern, int(flags), f"{name}:{line}", is_anchored))
        return compiled(pattern, flags)

    re.compile = recorded  # type: ignore[assignment]
    try:
        for path in sorted(folder.rglob("*.py")):
            parts = path.relative_to(folder).with_suffix("").parts
            try:
                importlib.import_module(".".join(part for part in parts if part != "__init__"))
            except ImportError as missing:  # what only the runtime has
                if missing.name not in PLATFORM:
                    raise
    finally:
        re.compile = compiled
    yield from found


def seeds(pattern: str, flags: int) -> list[str]:
    """Pieces that parts of a pattern match: repeated, they keep it going."""
    pieces: list[str] = ["a", " ", "0", "-", "."]

    def sample(tree: Any) -> str:
        return "".join(_sampled(op, argument, sample) for op, argument in tree)

    def walk(tree: Any, before: str) -> None:
        so_far = before
        for op, argument in tree:
            if op in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
                piece = sample(argument[2])
                pieces.extend([piece, so_far + piece, piece + "a", piece + " "])
                walk(argument[2], so_far)
            elif op is codes.SUBPATTERN:
                walk(argument[-1], so_far)
            elif op is codes.BRANCH:
                for branch in argument[1]:
                    pieces.append(sample(branch))
                    walk(branch, so_far)
            elif op in (codes.ASSERT, codes.ASSERT_NOT):
                walk(argument[1], so_far)
            so_far += _sampled(op, argument, sample)
        pieces.append(so_far)

    walk(_parser.parse(pattern, flags), "")
    kept = [piece for piece in dict.fromkeys(pieces) if piece]
    if len(kept) <= MOST_SEEDS:
        return kept
    return [*kept[:5], *kept[5 :: len(kept) // MOST_SEEDS + 1]]


def _sampled(op: Any, argument: Any, sample: Any) -> str:
    """A text that one part of a pattern matches, as far as that is simple to say."""
    if op is codes.LITERAL:
        return chr(argument)
    if op in (codes.NOT_LITERAL, codes.ANY):
        return "b"
    if op is codes.IN:
        return _member(argument)
    if op in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
        least = argument[0]
        return sample(argument[2]) * min(max(least, 1), 20)
    if op is codes.SUBPATTERN:
        return str(sample(argument[-1]))
    if op is codes.BRANCH:
        return str(sample(argument[1][0]))
    if op is codes.ATOMIC_GROUP:
        return str(sample(argument))
    return ""


CATEGORIES = {
    codes.CATEGORY_DIGIT: "1", codes.CATEGORY_WORD: "a", codes.CATEGORY_SPACE: " ",
    codes.CATEGORY_NOT_DIGIT: "a", codes.CATEGORY_NOT_WORD: "-", codes.CATEGORY_NOT_SPACE: "a",
}  # fmt: skip


def _member(members: Any) -> str:
    if members[0][0] is codes.NEGATE:
        excluded = re.compile("[" + "".join(_excluded(member) for member in members[1:]) + "]")
        return next((each for each in "ab1 -.:/<é" if not excluded.match(each)), "~")
    op, argument = members[0]
    if op is codes.LITERAL:
        return chr(argument)
    return chr(argument[0]) if op is codes.RANGE else CATEGORIES[argument]


def _excluded(member: Any) -> str:
    op, argument = member
    if op is codes.LITERAL:
        return re.escape(chr(argument))
    if op is codes.RANGE:
        return f"{re.escape(chr(argument[0]))}-{re.escape(chr(argument[1]))}"
    names = {"DIGIT": r"\d", "WORD": r"\w", "SPACE": r"\s"}
    name = str(argument).removeprefix("CATEGORY_")
    plain = names.get(name.removeprefix("NOT_"), r"\d")
    return plain.upper() if name.startswith("NOT_") else plain


class TooSlowError(Exception):
    """Two seconds of processor time have passed."""


def _stop(number: int, frame: FrameType | None) -> None:
    raise TooSlowError


def slow_on(expression: Expression) -> str | None:
    """The piece whose repetition takes too long, if there is one."""
    compiled = re.compile(expression.pattern, expression.flags)
    for piece in seeds(expression.pattern, expression.flags):
        body = piece * (SIZE // len(piece))
        for end in ENDS:
            signal.setitimer(signal.ITIMER_VIRTUAL, LIMIT_S)
            try:
                _use(compiled, body + end, is_anchored=expression.is_anchored)
            except TooSlowError:
                return piece
            finally:
                signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return None


def _use(compiled: re.Pattern[str], text: str, *, is_anchored: bool) -> None:
    if is_anchored:
        compiled.fullmatch(text)
        compiled.match(text)
        return
    for _ in compiled.finditer(text):
        pass


def main(folder: Path) -> None:
    """Print the slow ones among a folder's expressions, and how many there are."""
    signal.signal(signal.SIGVTALRM, _stop)
    sys.path.insert(0, str(folder))
    paths = sorted(folder.rglob("*.py"))
    found = [*at_import(folder), *(each for path in paths for each in in_source(path))]
    by_pattern = {expression.pattern: expression for expression in found}
    slow = {e.where: [e.pattern, piece] for e in by_pattern.values() if (piece := slow_on(e))}
    sys.stdout.write(json.dumps({"count": len(by_pattern), "slow": slow}))


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
