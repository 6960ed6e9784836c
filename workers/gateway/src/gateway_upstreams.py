"""The workers behind the gateway, by the names that paths and scopes give them."""

from typing import get_type_hints

from edgekit import Service
from gateway_vars import Services

UPSTREAMS: dict[str, type[Service]] = {
    service.worker: service for service in get_type_hints(Services).values()
}
