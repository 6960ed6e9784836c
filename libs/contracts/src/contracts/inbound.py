"""Events from outside, as ``webhooks`` hands them to the worker that they concern."""

from edgekit.inbound import InboundAnswer, InboundEvent
from edgekit.services import Operation

__all__ = ["InboundAnswer", "InboundEvent", "delivering"]


def delivering() -> Operation[InboundEvent, InboundAnswer]:
    """The operation that delivers an event, for the ``Service`` of whoever takes some.

    The caller gives the event's id as ``idempotency_key``.
    """
    return Operation("POST", "/api/inbound", InboundEvent, InboundAnswer, deadline_ms=5000)
