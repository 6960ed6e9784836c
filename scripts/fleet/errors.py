"""What stops a fleet command: one sentence, what happened and what to do."""


class FleetError(Exception):
    """A mistake that the person at the terminal can put right."""
