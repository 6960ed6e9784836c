"""Runs Cloudflare Python Workers offline in real workerd, many at once."""

from pyworkerd.errors import (
    CallError,
    MissingToolError,
    PyworkerdError,
    RuntimeGoneError,
    StartError,
    VendorError,
)
from pyworkerd.project import Binding, Project, WorkerInfo
from pyworkerd.runtime import Options, Runtime
from pyworkerd.storage import D1, KV, R2
from pyworkerd.vendor import Vendored, vendor, vendor_all

__all__ = [
    "D1",
    "KV",
    "R2",
    "Binding",
    "CallError",
    "MissingToolError",
    "Options",
    "Project",
    "PyworkerdError",
    "Runtime",
    "RuntimeGoneError",
    "StartError",
    "VendorError",
    "Vendored",
    "WorkerInfo",
    "vendor",
    "vendor_all",
]
