"""Identifiers that can't be guessed and say what they name: ``lead_`` and 128 random bits."""

import base64
import secrets


def new_id(prefix: str) -> str:
    """A new identifier such as ``lead_pz4x…`` (26 base32 characters, RFC 4648, lower case)."""
    random = base64.b32encode(secrets.token_bytes(16)).decode().rstrip("=").lower()
    return f"{prefix}_{random}"
