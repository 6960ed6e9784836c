"""Everything pyworkerd raises: one sentence each, saying what happened and what to do."""


class PyworkerdError(Exception):
    """The base of every error that pyworkerd raises on purpose."""


class MissingToolError(PyworkerdError):
    """Something the machine must have (node, npm, pip) is not there."""


class VendorError(PyworkerdError):
    """A project's dependencies can't be put into ``python_modules/``."""


class StartError(PyworkerdError):
    """The runtime did not come up; ``project`` is the folder of the project to blame, if any."""

    def __init__(self, message: str, project: str = "") -> None:
        super().__init__(message)
        self.project = project


class RuntimeGoneError(PyworkerdError):
    """The runtime's process ended while something was asked of it."""


class CallError(PyworkerdError):
    """The runtime refused or failed one request; ``kind`` is its machine-readable reason.

    ``project`` is the folder of the project to blame, if any.
    """

    def __init__(self, message: str, kind: str = "error", project: str = "") -> None:
        super().__init__(message)
        self.kind = kind
        self.project = project
