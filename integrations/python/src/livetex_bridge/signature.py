"""Signatures of Standard Webhooks (https://www.standardwebhooks.com): HMAC-SHA256 over ``{id}.{timestamp}.{body}``."""

import base64
import hashlib
import hmac
from collections.abc import Iterable, Mapping

TOLERANCE = 300
"""How far a timestamp may be from now, in seconds."""


def _key(secret: str) -> bytes:
    return base64.b64decode(secret.removeprefix("whsec_"))


def _signature(secret: str, event_id: str, timestamp: str, body: bytes) -> str:
    message = f"{event_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(_key(secret), message, hashlib.sha256)).decode()


def sign(secret: str, event_id: str, now: float, body: bytes) -> dict[str, str]:
    """The three headers of a request. ``secret`` is base64, with or without ``whsec_``; ``now`` is in seconds since 1970."""
    timestamp = str(int(now))
    return {
        "webhook-id": event_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": _signature(secret, event_id, timestamp, body),
    }


def verify(secrets: Iterable[str], headers: Mapping[str, str], now: float, body: bytes) -> bool:
    """Whether one of the secrets has signed the body. ``headers`` has names in lower case."""
    timestamp = headers.get("webhook-timestamp", "")
    if not (timestamp.isascii() and timestamp.isdigit()) or abs(int(timestamp) - now) > TOLERANCE:
        return False
    given = [part.encode() for part in headers.get("webhook-signature", "").split()]
    expected = [_signature(secret, headers.get("webhook-id", ""), timestamp, body).encode() for secret in secrets]
    return any(hmac.compare_digest(one, other) for one in expected for other in given)
