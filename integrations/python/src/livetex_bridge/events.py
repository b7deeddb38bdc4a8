"""The events of docs/platform-contract.md that the bridge sends, as values."""

import json
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

JSON: TypeAlias = Any


@dataclass(frozen=True, slots=True)
class Lead:
    """The person who writes to the bot."""

    id: int | str
    channel: str
    name: str | None = None

    @property
    def key(self) -> str:
        """Tells leads apart in the storage, also ``1`` from ``"1"``."""
        return json.dumps(self.id)


@dataclass(frozen=True, slots=True)
class Operator:
    """A person who answers in LiveTex."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file, as its address. ``size`` is in bytes."""

    kind: Literal["image", "video", "audio", "voice", "file"]
    url: str
    name: str | None = None
    mime: str | None = None
    size: int | None = None

    def to_json(self) -> dict[str, JSON]:
        fields = {"kind": self.kind, "url": self.url, "name": self.name, "mime": self.mime, "size": self.size}
        return {name: value for name, value in fields.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Script:
    """What the bot should run. ``code`` is there if channels.yaml maps the type to a code."""

    type: str
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """Show ``text`` to the lead as it is."""

    id: str
    lead: Lead
    kind: str
    text: str
    operator: Operator | None


@dataclass(frozen=True, slots=True)
class OperatorMessage:
    """An operator wrote."""

    id: str
    lead: Lead
    operator: Operator | None
    text: str | None
    attachments: tuple[Attachment, ...]


@dataclass(frozen=True, slots=True)
class TransferResult:
    """The outcome of a transfer whose reply was ``pending``, or that failed later."""

    id: str
    lead: Lead
    request_id: str
    outcome: str
    script: Script | None


@dataclass(frozen=True, slots=True)
class DialogReturned:
    """The bot has the dialog again. ``by``: operator, lead, bot or timeout."""

    id: str
    lead: Lead
    by: str
    operator: Operator | None
    script: Script | None


@dataclass(frozen=True, slots=True)
class OperatorCommand:
    """An operator wrote ``/bot`` or ``/operator``."""

    id: str
    lead: Lead
    command: str
    operator: Operator | None
    script: Script | None


@dataclass(frozen=True, slots=True)
class OtherEvent:
    """``ping``, or a type of a later version: nothing to do."""

    id: str
    lead: Lead
    type: str


Event = Notice | OperatorMessage | TransferResult | DialogReturned | OperatorCommand | OtherEvent


def parse_event(body: bytes) -> Event:
    """Reads the body of a request of the bridge, in each form of ``bot.body``.

    Raises ``ValueError`` for what is not an event.
    """
    try:
        value = json.loads(body)
        return _event(value.get("script_request_params", value))
    except (AttributeError, KeyError, TypeError, UnicodeDecodeError) as error:
        raise ValueError(f"not an event: {error!r}") from error


def _event(event: dict[str, JSON]) -> Event:
    if event["v"] != 1:
        raise ValueError(f"the version {event['v']!r} is unknown")
    event_id, kind, data = str(event["id"]), event["type"], event.get("data") or {}
    lead = Lead(event["lead"]["id"], event["lead"].get("channel", ""), event["lead"].get("name"))
    match kind:
        case "notice":
            return Notice(event_id, lead, data["kind"], data["text"], _operator(data))
        case "operator.message":
            message = data["message"]
            attachments = tuple(_attachment(entry) for entry in message.get("attachments") or [])
            return OperatorMessage(event_id, lead, _operator(data), message.get("text"), attachments)
        case "transfer.result":
            return TransferResult(event_id, lead, data["request_id"], data["outcome"], script_in(data))
        case "dialog.returned":
            return DialogReturned(event_id, lead, data["by"], _operator(data), script_in(data))
        case "operator.command":
            return OperatorCommand(event_id, lead, data["command"], _operator(data), script_in(data))
        case _:
            return OtherEvent(event_id, lead, str(kind))


def _operator(data: dict[str, JSON]) -> Operator | None:
    operator = data.get("operator")
    return Operator(str(operator["id"]), str(operator["name"])) if operator else None


def _attachment(entry: dict[str, JSON]) -> Attachment:
    return Attachment(entry["kind"], entry["url"], entry.get("name"), entry.get("mime"), entry.get("size"))


def script_in(data: dict[str, JSON]) -> Script | None:
    """``run_script`` of an event or a reply."""
    script = data.get("run_script")
    return Script(script["type"], script.get("code")) if script else None
