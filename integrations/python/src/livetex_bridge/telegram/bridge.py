"""Mirrors all that a bot says and hears, silences it while an operator leads, and relays what operators say."""

import logging
import zlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aiogram import BaseMiddleware, Bot, Dispatcher, Router
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.enums import ChatType
from aiogram.methods import CopyMessage, EditMessageLiveLocation, EditMessageReplyMarkup, TelegramMethod
from aiogram.methods.base import Response, TelegramType
from aiogram.types import CallbackQuery, Chat, Message, MessageId, TelegramObject, Update
from aiohttp import web

from ..client import BridgeClient, TransferReply
from ..endpoint import BridgeEndpoint
from ..events import JSON, Attachment, DialogReturned, Event, Lead, Notice, OperatorMessage, TransferResult
from ..storage import Storage
from .content import file_of, label_of, lead_of, menu_of, text_of
from .files import FileProxy
from .relay import is_relaying, relay

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Texts:
    """What the bot says itself. An empty text is not said."""

    no_operators: str = "Сейчас нет свободных операторов. Попробуйте позже."
    pending: str = "Ищем оператора…"
    failed: str = "Сейчас не получилось позвать оператора. Попробуйте позже."


class TelegramBridge:
    """The bridge for one bot.

    It mirrors private chats. A text of ``transfer_words`` hands the dialog over, and one of ``return_words`` takes it back;
    both are compared in lower case. Handlers can do the same with the argument ``livetex`` of the type ``Conversation``.
    """

    def __init__(
        self,
        bot: Bot,
        url: str,
        token: str,
        accept_tokens: Sequence[str],
        storage: str | Path,
        *,
        signing_secret: str | None = None,
        listen: tuple[str, int] = ("127.0.0.1", 8091),
        transfer_words: Sequence[str] = ("/operator", "оператор"),
        return_words: Sequence[str] = ("/bot", "/start"),
        texts: Texts = Texts(),
        files: FileProxy | None = None,
        on_event: Callable[[Event], Awaitable[None]] | None = None,
    ) -> None:
        """``url`` and ``token``: the binding's address, and its ``accept_token``. ``accept_tokens``: its ``token``.

        ``listen``: host and port for the bridge's events, at ``/livetex``. ``files`` shows leads' files to operators;
        without it they see the names. ``on_event`` is called after each event of the bridge, for example to run a script.
        """
        self.bot, self.storage = bot, Storage(storage)
        self.client = BridgeClient(url, token, bot.id, self.storage, signing_secret=signing_secret)
        self.client.on_reply = self._settle
        secrets = [signing_secret] if signing_secret else []
        self.endpoint = BridgeEndpoint(self._handle, accept_tokens, self.storage, signing_secrets=secrets)
        self.transfer_words = {word.lower() for word in transfer_words}
        self.return_words = {word.lower() for word in return_words}
        self.texts, self._files, self._on_event, self._listen = texts, files, on_event, listen
        self._server: web.AppRunner | None = None

    def install(self, dispatcher: Dispatcher) -> None:
        """Connects the bridge to the dispatcher and to the bot. It starts and stops with the dispatcher."""
        dispatcher.update.outer_middleware(_Incoming(self))
        self.bot.session.middleware(_Outgoing(self))
        # aiogram asks Telegram only for updates that a handler takes.
        router = Router(name="livetex")
        router.edited_message.register(_leave_to_others)
        dispatcher.include_router(router)
        dispatcher.startup.register(self.start)
        dispatcher.shutdown.register(self.stop)

    async def start(self) -> None:
        """Listens, and sends what an earlier process has left."""
        application = web.Application(client_max_size=1024 * 1024)
        application.router.add_post("/livetex", self._answer)
        application.router.add_get("/files/{token}", self._answer_file)
        self._server = web.AppRunner(application, access_log=None)
        await self._server.setup()
        await web.TCPSite(self._server, *self._listen).start()
        await self.client.__aenter__()

    async def stop(self) -> None:
        if self._server:
            await self._server.cleanup()
        await self.client.__aexit__(None, None, None)
        self.storage.close()

    # Who leads

    def is_with_operator(self, lead: Lead) -> bool:
        return self.storage.is_with_operator(lead.key)

    async def transfer(
        self,
        lead: Lead,
        reason: str | None = None,
        attributes: Mapping[str, JSON] | None = None,
        *,
        event_id: str | None = None,
        ts: datetime | None = None,
    ) -> TransferReply:
        """Hands the dialog over, and tells the lead if that does not work."""
        reply = await self.client.transfer(lead, reason, attributes, event_id=event_id, ts=ts)
        await self._settle(lead, reply)
        return reply

    def cancel(self, lead: Lead) -> None:
        """Takes the dialog back."""
        self.client.cancel(lead)
        self.storage.set_with_operator(lead.key, False)

    async def _settle(self, lead: Lead, reply: TransferReply) -> None:
        # `pending` changes nothing: the notice may have come before it.
        if reply.outcome != "pending":
            self.storage.set_with_operator(lead.key, reply.outcome == "transferred")
        text = {"no_operators": self.texts.no_operators, "pending": self.texts.pending, "failed": self.texts.failed}
        if said := text.get(reply.outcome):
            await self.bot.send_message(int(lead.id), said)

    # The bridge's events

    async def _handle(self, event: Event) -> None:
        match event:
            case Notice():
                # Before the lead reads it and answers: `dialog.returned` follows only after the notice.
                if event.kind in ("transferred", "operator_joined"):
                    self.storage.set_with_operator(event.lead.key, True)
                elif event.kind == "returned_to_bot":
                    self.storage.set_with_operator(event.lead.key, False)
                await relay(self.bot, self.storage, event)
            case OperatorMessage():
                await relay(self.bot, self.storage, event)
            case TransferResult(outcome="transferred"):
                self.storage.set_with_operator(event.lead.key, True)
            case TransferResult():
                self.storage.set_with_operator(event.lead.key, False)
                is_nobody = event.outcome == "no_operators"
                text = self.texts.no_operators if is_nobody else self.texts.failed
                if text:
                    await self.bot.send_message(int(event.lead.id), text)
            case DialogReturned():
                self.storage.set_with_operator(event.lead.key, False)
        if self._on_event:
            await self._on_event(event)

    async def _answer(self, request: web.Request) -> web.Response:
        headers = {name.lower(): value for name, value in request.headers.items()}
        status, answer = await self.endpoint.answer(request.method, headers, await request.read())
        return web.json_response(answer, status=status)

    async def _answer_file(self, request: web.Request) -> web.StreamResponse:
        if not self._files:
            raise web.HTTPNotFound
        return await self._files.answer(self.bot, request)

    # Mirroring

    def mirror_incoming(self, lead: Lead, message: Message, event_id: str) -> None:
        text, attachments = self._content(message)
        if text or attachments:
            self.client.lead_message(lead, text, attachments, event_id=event_id, ts=message_time(message))

    def mirror_outgoing(self, message: Message, method: TelegramMethod[Any]) -> None:
        text, attachments = self._content(message)
        menu = menu_of(getattr(method, "reply_markup", None))
        if not (text or attachments or menu):
            return
        event_id = f"tg-{self.bot.id}-{message.chat.id}-{message.message_id}"
        if message.edit_date:
            # Edits have no number of their own.
            event_id += f"-{message.edit_date}-{zlib.crc32(text.encode('utf-8', 'replace')):08x}"
        self.client.bot_message(
            lead_of(message.chat, None), text, attachments, menu, event_id=event_id, ts=message_time(message)
        )

    def _content(self, message: Message) -> tuple[str, list[Attachment]]:
        text, file = text_of(message), file_of(message)
        if file is None:
            return text, []
        attachment = self._files.attachment(file) if self._files else None
        if attachment:
            return text, [attachment]
        return f"{text}\n📎 {file.name}".strip(), []


class Conversation:
    """The argument ``livetex`` of handlers: the bridge for the lead of the present update."""

    def __init__(self, bridge: TelegramBridge, lead: Lead) -> None:
        self._bridge, self.lead = bridge, lead

    async def transfer(self, reason: str | None = None, attributes: Mapping[str, JSON] | None = None) -> TransferReply:
        return await self._bridge.transfer(self.lead, reason, attributes)

    def cancel(self) -> None:
        self._bridge.cancel(self.lead)

    async def operators_online(self) -> bool | None:
        return await self._bridge.client.operators_online(self.lead)

    def attributes(self, attributes: Mapping[str, JSON]) -> None:
        """Keeps attributes for the next transfer."""
        self._bridge.client.attributes(self.lead, attributes)


class _Incoming(BaseMiddleware):
    def __init__(self, bridge: TelegramBridge) -> None:
        self._bridge = bridge

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        if not isinstance(event, Update) or not isinstance(event.event, Message | CallbackQuery):
            return await handler(event, data)
        # An update that Telegram repeats gives the same events.
        origin = f"tg-{self._bridge.bot.id}-{event.update_id}"
        if isinstance(event.event, Message):
            return await self._message(event.event, origin, lambda: handler(event, data), data)
        return await self._choice(event.event, origin, lambda: handler(event, data), data)

    async def _message(
        self, message: Message, origin: str, proceed: Callable[[], Awaitable[Any]], data: dict[str, Any]
    ) -> Any:
        if message.chat.type != ChatType.PRIVATE:
            return await proceed()
        bridge, lead = self._bridge, lead_of(message.chat, message.from_user)
        data["livetex"] = Conversation(bridge, lead)
        bridge.mirror_incoming(lead, message, origin)
        word = (message.text or "").strip().lower()
        if bridge.is_with_operator(lead):
            if word not in bridge.return_words:
                return None
            bridge.cancel(lead)
        elif word in bridge.transfer_words:
            await bridge.transfer(lead, event_id=f"{origin}-transfer", ts=message_time(message))
            return None
        return await proceed()

    async def _choice(
        self, query: CallbackQuery, origin: str, proceed: Callable[[], Awaitable[Any]], data: dict[str, Any]
    ) -> Any:
        chat = query.message.chat if query.message else None
        if chat is None or chat.type != ChatType.PRIVATE:
            return await proceed()
        bridge, lead = self._bridge, lead_of(chat, query.from_user)
        data["livetex"] = Conversation(bridge, lead)
        if query.data:
            bridge.client.menu_choice(lead, query.data, label_of(query), event_id=origin)
        if not bridge.is_with_operator(lead):
            return await proceed()
        # The button would show a clock until it is answered.
        await bridge.bot.answer_callback_query(query.id)
        return None


class _Outgoing(BaseRequestMiddleware):
    def __init__(self, bridge: TelegramBridge) -> None:
        self._bridge = bridge

    async def __call__(
        self, make_request: NextRequestMiddlewareType[TelegramType], bot: Bot, method: TelegramMethod[TelegramType]
    ) -> Response[TelegramType]:
        result = await make_request(bot, method)
        if not is_relaying.get() and not isinstance(method, EditMessageReplyMarkup | EditMessageLiveLocation):
            try:
                self._mirror(result, method)
            except Exception:  # noqa: BLE001 - what was said was said; the bot must not stop
                _log.exception("a message of the bot was not mirrored")
        return result

    def _mirror(self, result: object, method: TelegramMethod[Any]) -> None:
        for message in result if isinstance(result, list) else [result]:
            if isinstance(message, Message) and message.chat.type == ChatType.PRIVATE:
                self._bridge.mirror_outgoing(message, method)
            elif isinstance(message, MessageId) and isinstance(method, CopyMessage) and is_private(method.chat_id):
                chat = Chat(id=int(method.chat_id), type=ChatType.PRIVATE)
                event_id = f"tg-{self._bridge.bot.id}-{chat.id}-{message.message_id}"
                lead = lead_of(chat, None)
                self._bridge.client.bot_message(lead, method.caption or "[копия сообщения]", event_id=event_id)


async def _leave_to_others(message: Message) -> None:
    raise SkipHandler


def is_private(chat_id: int | str) -> bool:
    """Private chats have positive numbers."""
    return str(chat_id).isdigit()


def message_time(message: Message) -> datetime:
    """When the message was written, or edited."""
    return datetime.fromtimestamp(message.edit_date, UTC) if message.edit_date else message.date
