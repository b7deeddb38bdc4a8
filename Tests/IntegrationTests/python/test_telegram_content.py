"""How messages of Telegram are read, and how long texts are cut."""

import json
from typing import Any

import pytest
from aiogram.types import InlineKeyboardMarkup, Message, ReplyKeyboardMarkup
from livetex_bridge import Attachment
from livetex_bridge.telegram import FileProxy
from livetex_bridge.telegram.content import TelegramFile, file_of, menu_of, text_of
from livetex_bridge.telegram.relay import _parts


def message(**fields: Any) -> Message:
    return Message.model_validate({"message_id": 1, "date": 0, "chat": {"id": 7, "type": "private"}, **fields})


FILE = {"file_id": "f", "file_unique_id": "u"}
SIZED = {**FILE, "width": 1, "height": 1, "duration": 1}


@pytest.mark.parametrize(
    ("fields", "text", "file"),
    [
        ({"text": "Привет"}, "Привет", None),
        ({"photo": [SIZED, {**SIZED, "file_id": "large"}], "caption": "Вот"}, "Вот", ("image", "large", "photo.jpg")),
        ({"video": SIZED}, "", ("video", "f", "video.mp4")),
        ({"animation": SIZED, "document": FILE}, "", ("video", "f", "animation.mp4")),
        ({"video_note": {**SIZED, "length": 1}}, "", ("video", "f", "video.mp4")),
        ({"voice": SIZED}, "", ("voice", "f", "voice.ogg")),
        ({"audio": {**SIZED, "file_name": "песня.mp3"}}, "", ("audio", "f", "песня.mp3")),
        ({"document": {**FILE, "file_name": "договор.pdf"}}, "", ("file", "f", "договор.pdf")),
        ({"contact": {"phone_number": "+7900", "first_name": "Иван"}}, "Иван +7900", None),
        ({"location": {"latitude": 55.5, "longitude": 37.5}}, "55.5, 37.5", None),
        ({"dice": {"emoji": "🎲", "value": 4}}, "🎲 4", None),
        ({"new_chat_title": "x"}, "", None),
    ],
)
def test_reads_a_message(fields: dict[str, Any], text: str, file: tuple[str, str, str] | None) -> None:
    read = message(**fields)
    found = file_of(read)
    assert text_of(read) == text
    assert ((found.kind, found.id, found.name) if found else None) == file


def test_reads_keyboards() -> None:
    inline = {
        "inline_keyboard": [[{"text": "О нас", "callback_data": "about"}], [{"text": "Сайт", "url": "https://a.b"}]]
    }
    assert menu_of(InlineKeyboardMarkup.model_validate(inline)) == [
        {"code": "1", "label": "О нас", "script_code": "about"},
        {"code": "2", "label": "Сайт"},
    ]
    reply = {"keyboard": [[{"text": "Да"}, {"text": "Нет"}]]}
    assert menu_of(ReplyKeyboardMarkup.model_validate(reply)) == [
        {"code": "1", "label": "Да"},
        {"code": "2", "label": "Нет"},
    ]
    assert menu_of(None) == []


@pytest.mark.parametrize(
    ("text", "lengths"),
    [
        ("", []),
        (" ", []),
        ("а" * 4096, [4096]),
        ("а" * 4097, [4096, 1]),
        ("👋" * 2049, [2048, 1]),
        ("а" * 4000 + "\n" + "б" * 200, [4001, 200]),
    ],
)
def test_cuts_a_text_at_the_limit_of_telegram(text: str, lengths: list[int]) -> None:
    parts = _parts(text)
    assert [len(part) for part in parts] == lengths
    assert "".join(parts) == text.strip(" ")


def test_an_address_of_a_file_has_no_secret() -> None:
    proxy = FileProxy("https://bot.example/", "0123456789abcdef")
    attachment = proxy.attachment(TelegramFile("image", "f", "фото.jpg", "image/jpeg", 10))
    assert isinstance(attachment, Attachment) and attachment.url.startswith("https://bot.example/files/")
    assert "0123456789abcdef" not in json.dumps(attachment.to_json())
    assert proxy.attachment(TelegramFile("video", "f", "x.mp4", None, 20_000_001)) is None
    with pytest.raises(ValueError, match="16"):
        FileProxy("https://bot.example", "short")
