"""What is in a message of Telegram, as operators can read it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from aiogram.types import (
    CallbackQuery,
    Chat,
    ForceReply,
    InlineKeyboardMarkup,
    Message,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    User,
)

from ..events import JSON, Lead

Markup = InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | None


@dataclass(frozen=True, slots=True)
class TelegramFile:
    """A file on Telegram's servers. It has no address that may be shown: the address contains the bot's token."""

    kind: Literal["image", "video", "audio", "voice", "file"]
    id: str
    name: str
    mime: str | None = None
    size: int | None = None


def lead_of(chat: Chat, user: User | None) -> Lead:
    """The lead of a private chat."""
    return Lead(chat.id, "telegram", user.full_name if user else chat.full_name)


def text_of(message: Message) -> str:
    """The text, and a line for what is neither a text nor a file."""
    lines = [message.text or message.caption or ""]
    if message.sticker:
        lines.append(f"[стикер {message.sticker.emoji or ''}]".replace(" ]", "]"))
    if message.contact:
        contact = message.contact
        lines.append(" ".join(part for part in (contact.first_name, contact.last_name, contact.phone_number) if part))
    if message.venue:
        lines.append(f"{message.venue.title}, {message.venue.address}")
    if message.location:
        lines.append(f"{message.location.latitude}, {message.location.longitude}")
    if message.poll:
        lines += [message.poll.question, *(f"- {option.text}" for option in message.poll.options)]
    if message.dice:
        lines.append(f"{message.dice.emoji} {message.dice.value}")
    return "\n".join(line for line in lines if line)


def file_of(message: Message) -> TelegramFile | None:
    """The file of a message; it has at most one."""
    return next(_files(message), None)


def _files(message: Message) -> Iterator[TelegramFile]:
    if message.photo:
        photo = message.photo[-1]
        yield TelegramFile("image", photo.file_id, "photo.jpg", "image/jpeg", photo.file_size)
    if video := message.video:
        yield TelegramFile("video", video.file_id, video.file_name or "video.mp4", video.mime_type, video.file_size)
    # Telegram adds a document to each animation.
    if animation := message.animation:
        yield TelegramFile(
            "video", animation.file_id, animation.file_name or "animation.mp4", animation.mime_type, animation.file_size
        )
    if video_note := message.video_note:
        yield TelegramFile("video", video_note.file_id, "video.mp4", "video/mp4", video_note.file_size)
    if voice := message.voice:
        yield TelegramFile("voice", voice.file_id, "voice.ogg", voice.mime_type, voice.file_size)
    if audio := message.audio:
        yield TelegramFile("audio", audio.file_id, audio.file_name or "audio.mp3", audio.mime_type, audio.file_size)
    if document := message.document:
        yield TelegramFile(
            "file", document.file_id, document.file_name or "file", document.mime_type, document.file_size
        )


def menu_of(markup: Markup) -> list[dict[str, JSON]]:
    """A keyboard as a menu. Operators read the number and the label of each button."""
    if isinstance(markup, InlineKeyboardMarkup):
        labels = [(button.text, button.callback_data) for row in markup.inline_keyboard for button in row]
    elif isinstance(markup, ReplyKeyboardMarkup):
        labels = [(button.text, None) for row in markup.keyboard for button in row]
    else:
        return []
    items = [
        {"code": str(number), "label": label, "script_code": data} for number, (label, data) in enumerate(labels, 1)
    ]
    return [{name: value for name, value in item.items() if value is not None} for item in items]


def label_of(query: CallbackQuery) -> str | None:
    """The label of the button that was pressed."""
    markup = query.message.reply_markup if isinstance(query.message, Message) else None
    buttons = [button for row in markup.inline_keyboard for button in row] if markup else []
    return next((button.text for button in buttons if button.callback_data == query.data), None)
