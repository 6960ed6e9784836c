"""Compiles Python to bytecode, inside the very Pyodide that will run it."""

import zipfile
from importlib._bootstrap_external import _code_to_hash_pyc
from importlib.util import source_hash
from pathlib import Path


def _bytecode(source: bytes, filename: str) -> bytes:
    """Bytecode that is used without looking at its source again (PEP 552, unchecked hash)."""
    code = compile(source, filename, "exec", dont_inherit=True)
    return bytes(_code_to_hash_pyc(code, source_hash(source), False))


def compile_module(source: str, filename: str, target: str) -> bool:
    """Compile one module; False if it does not compile, which its import will explain better."""
    try:
        Path(target).write_bytes(_bytecode(Path(source).read_bytes(), filename))
    except (SyntaxError, ValueError):
        return False
    return True


def compile_zip(source: str, root: str, target: str) -> bool:
    """Write the same zip of modules with bytecode in place of the sources."""
    with (
        zipfile.ZipFile(source) as original,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as compiled,
    ):
        for info in original.infolist():
            data = original.read(info)
            if info.filename.endswith(".py"):
                compiled.writestr(f"{info.filename}c", _bytecode(data, f"{root}/{info.filename}"))
            else:
                compiled.writestr(info.filename, data)
    return True
