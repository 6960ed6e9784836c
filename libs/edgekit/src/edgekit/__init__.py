"""A small, fast framework for Cloudflare Python Workers."""

from .app import App
from .bucket import Bucket, StoredObject
from .cache import DAY, HOUR, Cache
from .context import Context
from .database import Changes, Database, Statement
from .dates import IsoDate, IsoTime
from .dead_letters import DeadLetter, DeadLetterPage
from .ids import new_id
from .inbound import InboundAnswer, InboundEvent
from .key_value import KeyValue
from .lifetimes import Lifetime
from .pagination import Page, decode_cursor, encode_cursor
from .parameters import Body, Header, Query
from .personal_data import PersonalData
from .platform import PlatformError
from .platform.byte_stream import ByteStream
from .problems import FieldError, Problem
from .queues import Message
from .rate_limits import check_limit, count_guess, require_admin
from .responses import (
    EVENTS,
    HTML,
    JSON,
    TEXT,
    Json,
    Ready,
    Response,
    Stream,
    not_modified,
    prefers,
)
from .services import Operation, Service, ServiceError
from .side_by_side import side_by_side
from .topics import Delivery, Postponed, Undeliverable
from .upstream import Upstream, UpstreamError
from .vars import Vars

__all__ = [
    "DAY",
    "EVENTS",
    "HOUR",
    "HTML",
    "JSON",
    "TEXT",
    "App",
    "Body",
    "Bucket",
    "ByteStream",
    "Cache",
    "Changes",
    "Context",
    "Database",
    "DeadLetter",
    "DeadLetterPage",
    "Delivery",
    "FieldError",
    "Header",
    "InboundAnswer",
    "InboundEvent",
    "IsoDate",
    "IsoTime",
    "Json",
    "KeyValue",
    "Lifetime",
    "Message",
    "Operation",
    "Page",
    "PersonalData",
    "PlatformError",
    "Postponed",
    "Problem",
    "Query",
    "Ready",
    "Response",
    "Service",
    "ServiceError",
    "Statement",
    "StoredObject",
    "Stream",
    "Undeliverable",
    "Upstream",
    "UpstreamError",
    "Vars",
    "check_limit",
    "count_guess",
    "decode_cursor",
    "encode_cursor",
    "new_id",
    "not_modified",
    "prefers",
    "require_admin",
    "side_by_side",
]
