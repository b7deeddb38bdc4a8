"""Sends a bot's events to the bridge: in order for each lead, and again until the bridge has stored them."""

import asyncio
import json
import logging
import time
import uuid
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType
from typing import Literal, Self

import httpx

from .events import JSON, Attachment, Lead, Script, script_in
from .signature import sign
from .storage import Storage, Waiting

_log = logging.getLogger(__name__)

Outcome = Literal["transferred", "no_operators", "pending", "failed"]
Menu = Sequence[Mapping[str, JSON]]
"""Items ``{code, label, script_code?, hide_code?, hidden?}``."""

_LONGEST_BODY = 256 * 1024
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 60.0


@dataclass(frozen=True, slots=True)
class TransferReply:
    """The outcome of a transfer.

    ``pending``: it comes later, as a ``TransferResult``, or with ``BridgeClient.on_reply`` if the bridge was out of reach.
    """

    request_id: str
    outcome: Outcome
    script: Script | None = None


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """What was said before a transfer and not mirrored. ``id``: the event id under which it would be mirrored."""

    who: Literal["lead", "bot"]
    text: str | None = None
    attachments: tuple[Attachment, ...] = ()
    ts: datetime | None = None
    id: str | None = None

    def to_json(self) -> dict[str, JSON]:
        fields = {
            "from": self.who,
            "text": self.text,
            "attachments": [attachment.to_json() for attachment in self.attachments] or None,
            "ts": rfc3339(self.ts) if self.ts else None,
            "id": self.id,
        }
        return {name: value for name, value in fields.items() if value is not None}


def rfc3339(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class BridgeClient:
    """The bot's side of ``POST {public_url}/bot/{binding}``.

    Its methods return as soon as the event is stored on disk; a task per lead sends. Use it as ``async with``: that sends
    what an earlier process has left. ``event_id`` is the id of the channel's own message, where there is one: an event
    that is reported twice then has one effect. Such an event needs its own ``ts`` as well, because a repetition must have
    the same bytes.
    """

    def __init__(
        self,
        url: str,
        token: str,
        bot_id: int | str,
        storage: Storage,
        *,
        signing_secret: str | None = None,
        transfer_wait: float = 15.0,
        http: httpx.AsyncClient | None = None,
    ) -> None:
        """``transfer_wait``: how long ``transfer`` waits for the outcome, in seconds. The bridge itself takes 4 by default."""
        self.on_reply: Callable[[Lead, TransferReply], Awaitable[None]] | None = None
        """Called for the reply to a transfer that came after ``transfer`` had returned ``pending``."""
        self._url, self._token, self._bot_id, self._storage = url, token, bot_id, storage
        self._signing_secret, self._transfer_wait = signing_secret, transfer_wait
        self._http = http or httpx.AsyncClient(timeout=30)
        self._senders: dict[str, asyncio.Task[None]] = {}
        self._replies: dict[str, asyncio.Future[TransferReply]] = {}
        self._is_open = False

    async def __aenter__(self) -> Self:
        self._is_open = True
        for lead in self._storage.leads():
            self._send_soon(lead)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._is_open = False
        for task in self._senders.values():
            task.cancel()
        await asyncio.gather(*self._senders.values(), return_exceptions=True)
        await self._http.aclose()

    # What is said

    def lead_message(
        self,
        lead: Lead,
        text: str | None = None,
        attachments: Sequence[Attachment] = (),
        *,
        event_id: str | None = None,
        ts: datetime | None = None,
    ) -> None:
        """Mirrors what the lead wrote."""
        self._message("lead.message", lead, text, attachments, (), event_id, ts)

    def bot_message(
        self,
        lead: Lead,
        text: str | None = None,
        attachments: Sequence[Attachment] = (),
        menu: Menu = (),
        *,
        event_id: str | None = None,
        ts: datetime | None = None,
    ) -> None:
        """Mirrors what the bot said."""
        self._message("bot.message", lead, text, attachments, menu, event_id, ts)

    def menu_choice(
        self,
        lead: Lead,
        code: str,
        label: str | None = None,
        *,
        event_id: str | None = None,
        ts: datetime | None = None,
    ) -> None:
        """The lead chose an item of a menu. Operators see ``code``."""
        choice = {"code": code} if label is None else {"code": code, "label": label}
        self._post("lead.menu_choice", lead, {"message": {"id": "choice"}, "choice": choice}, event_id, ts)

    def attributes(self, lead: Lead, attributes: Mapping[str, JSON], *, replace: bool = False) -> None:
        """Keeps attributes for the next transfer: at most 20, names and values of at most 255 characters."""
        mode = "replace" if replace else "merge"
        self._post("lead.attributes", lead, {"mode": mode, "attributes": dict(attributes)})

    # Who leads

    async def operators_online(self, lead: Lead) -> bool | None:
        """Whether an operator is online; None if that is not known because LiveTex or the bridge is out of reach."""
        event_id, body = self._event("operators.check", lead, {}, None, None)
        try:
            answer = await self._request(event_id, body)
            return bool(answer.json()["data"]["online"]) if answer.status_code == 200 else None
        except (httpx.HTTPError, ValueError, KeyError, TypeError):
            return None

    async def transfer(
        self,
        lead: Lead,
        reason: str | None = None,
        attributes: Mapping[str, JSON] | None = None,
        history: Sequence[HistoryLine] = (),
        *,
        event_id: str | None = None,
        ts: datetime | None = None,
    ) -> TransferReply:
        """Hands the dialog to the operators, after all that was said before.

        ``attributes`` is the complete set for this transfer; without it those of ``attributes()`` count.
        """
        data: dict[str, JSON] = {}
        if reason:
            data["reason"] = reason
        if attributes is not None:
            data["attributes"] = dict(attributes)
        if history:
            data["history"] = [line.to_json() for line in history]
        event_id, body = self._event("transfer.request", lead, data, event_id, ts)
        reply: asyncio.Future[TransferReply] = asyncio.get_running_loop().create_future()
        self._replies[event_id] = reply
        self._store(lead, event_id, body)
        try:
            return await asyncio.wait_for(reply, self._transfer_wait)
        except TimeoutError:
            return TransferReply(event_id, "pending")
        finally:
            self._replies.pop(event_id, None)

    def cancel(self, lead: Lead, by: Literal["lead", "bot"] = "lead") -> None:
        """Takes the dialog back from the operators."""
        self._post("transfer.cancel", lead, {"by": by})

    # Events

    def _message(
        self,
        kind: str,
        lead: Lead,
        text: str | None,
        attachments: Sequence[Attachment],
        menu: Menu,
        event_id: str | None,
        ts: datetime | None,
    ) -> None:
        message: dict[str, JSON] = {"id": event_id or "message"}
        if text:
            message["text"] = text
        if menu:
            message["menu"] = {"items": [dict(item) for item in menu]}
        if attachments:
            message["attachments"] = [attachment.to_json() for attachment in attachments]
        self._post(kind, lead, {"message": message}, event_id, ts)

    def _post(self, kind: str, lead: Lead, data: JSON, event_id: str | None = None, ts: datetime | None = None) -> None:
        self._store(lead, *self._event(kind, lead, data, event_id, ts))

    def _event(self, kind: str, lead: Lead, data: JSON, event_id: str | None, ts: datetime | None) -> tuple[str, bytes]:
        event: dict[str, JSON] = {"v": 1, "id": event_id or uuid.uuid4().hex, "type": kind}
        # Without a time of its own a repeated event would get another time, and so other bytes.
        if ts is not None or event_id is None:
            event["ts"] = rfc3339(ts or datetime.now(UTC))
        event["bot_id"] = self._bot_id
        event["lead"] = {"id": lead.id, "channel": lead.channel}
        if lead.name:
            event["lead"]["name"] = lead.name
        event["data"] = data
        # Half an emoji is no character, and no UTF-8 either.
        body = json.dumps(event, ensure_ascii=False).encode("utf-8", "replace")
        if len(body) > _LONGEST_BODY:
            raise ValueError(f"an event has at most {_LONGEST_BODY} bytes; this {kind} has {len(body)}")
        return event["id"], body

    # Sending

    def _store(self, lead: Lead, event_id: str, body: bytes) -> None:
        self._storage.append(lead.key, event_id, body)
        self._send_soon(lead.key)

    def _send_soon(self, lead: str) -> None:
        if self._is_open and lead not in self._senders:
            task = asyncio.get_running_loop().create_task(self._send_all(lead))
            self._senders[lead] = task

    async def _send_all(self, lead: str) -> None:
        pause = _FIRST_PAUSE
        try:
            while event := self._storage.first(lead):
                wait = await self._attempt(event, pause)
                if wait is None:
                    pause = _FIRST_PAUSE
                else:
                    await asyncio.sleep(wait)
                    pause = min(2 * pause, _LONGEST_PAUSE)
        finally:
            # No await since the outbox was seen empty, so an event that comes now starts the next task.
            self._senders.pop(lead, None)

    async def _attempt(self, event: Waiting, pause: float) -> float | None:
        """Sends an event once. Returns the seconds until the next attempt, or None if the event is over."""
        try:
            answer = await self._request(event.id, event.body)
        except httpx.HTTPError as error:
            _log.warning("the bridge is out of reach, trying again in %.1f s: %s", pause, type(error).__name__)
            return pause
        if _is_to_be_repeated(answer):
            wait = _retry_after(answer) or pause
            _log.warning("the bridge answers %d, trying again in %.1f s", answer.status_code, wait)
            return wait
        if not answer.is_success:
            _log.error("the bridge refuses event %s: %d %s", event.id, answer.status_code, answer.text[:500])
        request = json.loads(event.body)
        if request["type"] == "transfer.request":
            # Before the event is removed: a process that ends here sends it again, and gets the same reply.
            await self._take(request, event.id, _transfer_reply(event.id, answer))
        self._storage.remove(event.number)
        return None

    async def _take(self, request: dict[str, JSON], event_id: str, reply: TransferReply) -> None:
        future = self._replies.get(event_id)
        if future and not future.done():
            future.set_result(reply)
        elif self.on_reply:
            lead = request["lead"]
            try:
                await self.on_reply(Lead(lead["id"], lead["channel"], lead.get("name")), reply)
            except Exception:  # noqa: BLE001 - the bot's own code may raise anything
                _log.exception("on_reply failed for %s", event_id)

    async def _request(self, event_id: str, body: bytes) -> httpx.Response:
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self._token}"}
        if self._signing_secret:
            headers |= sign(self._signing_secret, event_id, time.time(), body)
        return await self._http.post(self._url, content=body, headers=headers)


def _is_to_be_repeated(answer: httpx.Response) -> bool:
    if answer.status_code in (408, 429) or answer.status_code >= 500:
        return True
    return answer.status_code == 400 and "incomplete_body" in answer.text


def _retry_after(answer: httpx.Response) -> float | None:
    value = answer.headers.get("retry-after", "")
    return min(float(value), _LONGEST_PAUSE) if value.isascii() and value.isdigit() else None


def _transfer_reply(event_id: str, answer: httpx.Response) -> TransferReply:
    try:
        reply = answer.json()
        if reply.get("status") == "ignored":
            is_transferred = reply.get("reason") == "already_transferred"
            return TransferReply(event_id, "transferred" if is_transferred else "failed")
        data = reply["data"]
        return TransferReply(event_id, data["outcome"], script_in(data))
    except (ValueError, KeyError, TypeError, AttributeError):
        return TransferReply(event_id, "failed")
