"""Processes that share a cache do what is costly one after the other, and wait for no dead one."""

import subprocess
from pathlib import Path

import pyworkerd
from pyworkerd.npm import find_node_parts

CACHE_MODULE = Path(pyworkerd.__file__).parent / "js" / "cache.mjs"
WORK = """
import { appendFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
const { Cache } = await import(process.argv[1]);
const [folder, told] = process.argv.slice(2);
await new Cache(folder).alone(async () => {
  appendFileSync(told, "begin\\n");
  await setTimeout(300);
  appendFileSync(told, "end\\n");
});
"""


def start(folder: Path, told: Path) -> "subprocess.Popen[bytes]":
    node = find_node_parts(Path(__file__).parent).node
    script = ["--input-type=module", "--eval", WORK, CACHE_MODULE.as_uri(), folder, told]
    return subprocess.Popen([node, *script])


def test_two_processes_build_one_after_the_other(tmp_path: Path) -> None:
    told = tmp_path / "told"
    both = [start(tmp_path / "cache", told) for _ in range(2)]
    assert [each.wait(60) for each in both] == [0, 0]
    assert told.read_text().split() == ["begin", "end"] * 2


def test_nobody_waits_for_a_process_that_was_killed(tmp_path: Path) -> None:
    told = tmp_path / "told"
    killed = start(tmp_path / "cache", told)
    while not told.exists():
        assert killed.poll() is None
    killed.kill()
    killed.wait()
    assert start(tmp_path / "cache", told).wait(60) == 0
    assert told.read_text().split() == ["begin", "begin", "end"]
