"""Says in Telegram what operators and the bridge say."""

import logging
from collections.abc import Awaitable, Callable
from contextvars import ContextVar

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError

from ..endpoint import LeadUnreachable
from ..events import Attachment, Notice, OperatorMessage
from ..storage import Storage

_log = logging.getLogger(__name__)

is_relaying: ContextVar[bool] = ContextVar("is_relaying", default=False)
"""Whether the present task relays. What is relayed must not be mirrored: it comes from the bridge."""

_LONGEST_TEXT = 4096
"""Telegram's limit, in UTF-16 code units."""


async def relay(bot: Bot, storage: Storage, event: Notice | OperatorMessage) -> None:
    """Shows an event to its lead. A repeated event continues where the last attempt failed."""
    chat = int(event.lead.id)
    steps = [_text(bot, chat, part) for part in _parts(event.text or "")]
    if isinstance(event, OperatorMessage):
        steps += [_file(bot, chat, attachment) for attachment in event.attachments]
    token = is_relaying.set(True)
    try:
        for number, step in enumerate(steps):
            mark = f"{event.id}#{number}"
            if not storage.is_handled(mark):
                await step()
                storage.mark_handled(mark)
    except TelegramForbiddenError as error:
        raise LeadUnreachable(error.message) from error
    except TelegramBadRequest as error:
        # Telegram will not change its mind.
        raise LeadUnreachable(error.message) from error
    finally:
        is_relaying.reset(token)


Step = Callable[[], Awaitable[object]]


def _text(bot: Bot, chat: int, text: str) -> Step:
    # The bot may have a parse mode of its own; an operator's "<" is a "<".
    return lambda: bot.send_message(chat, text, parse_mode=None)


def _file(bot: Bot, chat: int, attachment: Attachment) -> Step:
    async def send() -> None:
        try:
            match attachment.kind:
                case "image":
                    await bot.send_photo(chat, attachment.url)
                case "video":
                    await bot.send_video(chat, attachment.url)
                case "audio":
                    await bot.send_audio(chat, attachment.url)
                case "voice":
                    await bot.send_voice(chat, attachment.url)
                case "file":
                    await bot.send_document(chat, attachment.url)
        except TelegramBadRequest as error:
            _log.warning("Telegram does not take a file, its address is sent instead: %s", error.message)
            lines = [attachment.name, attachment.url]
            await bot.send_message(chat, "\n".join(line for line in lines if line), parse_mode=None)

    return send


def _parts(text: str) -> list[str]:
    """Cuts a text at Telegram's limit, after a line where there is one."""
    parts = []
    while _length(text) > _LONGEST_TEXT:
        # A character has one or two units.
        end, room = 0, _LONGEST_TEXT
        while (room := room - _length(text[end])) >= 0:
            end += 1
        line = text.rfind("\n", 0, end) + 1
        end = line or end
        parts.append(text[:end])
        text = text[end:]
    return [part for part in [*parts, text] if part.strip()]


def _length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
