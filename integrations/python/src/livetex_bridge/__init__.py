"""Connects a bot to livetex-bridge.

``BridgeClient`` sends what a bot and its leads say. ``BridgeEndpoint`` takes what operators say. Both keep their state in
one ``Storage``. ``livetex_bridge.telegram`` does all of it for a bot that uses aiogram 3.
"""

from .client import BridgeClient, HistoryLine, Outcome, TransferReply
from .endpoint import BridgeEndpoint, LeadUnreachable
from .events import (
    Attachment,
    DialogReturned,
    Event,
    Lead,
    Notice,
    Operator,
    OperatorCommand,
    OperatorMessage,
    OtherEvent,
    Script,
    TransferResult,
    parse_event,
)
from .signature import sign, verify
from .storage import Storage

__all__ = [
    "Attachment",
    "BridgeClient",
    "BridgeEndpoint",
    "DialogReturned",
    "Event",
    "HistoryLine",
    "Lead",
    "LeadUnreachable",
    "Notice",
    "Operator",
    "OperatorCommand",
    "OperatorMessage",
    "OtherEvent",
    "Outcome",
    "Script",
    "Storage",
    "TransferReply",
    "TransferResult",
    "parse_event",
    "sign",
    "verify",
]
