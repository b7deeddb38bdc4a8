"""A stand-in for Telegram's Bot API: one private chat, over HTTP, as https://core.telegram.org/bots/api describes it."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

TOKEN = "42:telegram-token"
BOT = {"id": 42, "is_bot": True, "first_name": "Бот", "username": "test_bot"}
USER = {"id": 7, "is_bot": False, "first_name": "Иван", "last_name": "Петров"}
CHAT = {"id": 7, "type": "private", "first_name": "Иван", "last_name": "Петров"}
FILE = b"the photo's bytes"


class Telegram:
    """What the bot has said, and what the lead says."""

    def __init__(self) -> None:
        self.url = ""
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.said: list[dict[str, Any]] = []
        """The messages of the bot, with the fields of the call under ``call``."""
        self.refuses: dict[str, list[tuple[int, str]]] = {}
        """Errors for the next calls of a method."""
        self._updates: list[dict[str, Any]] = []
        self._numbers = 1000
        self._has_update = asyncio.Event()

    def texts(self) -> list[str]:
        return [message["text"] for message in self.said if "text" in message]

    # The lead

    def writes(self, text: str | None = None, **fields: Any) -> None:
        message = self._message(USER, **({"text": text} if text else {}), **fields)
        self._add({"message": message})

    def edits(self, text: str) -> None:
        self._add({"edited_message": {**self._message(USER, text=text), "edit_date": int(time.time())}})

    def presses(self, message: dict[str, Any], data: str) -> None:
        source = {key: value for key, value in message.items() if key != "call"}
        query = {"id": str(self._next()), "from": USER, "chat_instance": "1", "data": data, "message": source}
        self._add({"callback_query": query})

    def _add(self, update: dict[str, Any]) -> None:
        self._updates.append({"update_id": self._next(), **update})
        self._has_update.set()

    def _next(self) -> int:
        self._numbers += 1
        return self._numbers

    def _message(self, sender: dict[str, Any], **fields: Any) -> dict[str, Any]:
        return {"message_id": self._next(), "date": int(time.time()), "chat": CHAT, "from": sender, **fields}

    # The Bot API

    async def answer(self, request: web.Request) -> web.Response:
        if request.match_info["token"] != TOKEN:
            return web.json_response({"ok": False, "error_code": 401, "description": "Unauthorized"}, status=401)
        method, call = (
            request.match_info["method"],
            {name: str(value) for name, value in (await request.post()).items()},
        )
        if method != "getUpdates":
            self.calls.append((method, call))
        if errors := self.refuses.get(method):
            code, text = errors.pop(0)
            return web.json_response({"ok": False, "error_code": code, "description": text}, status=code)
        result = await self._updates_from(call) if method == "getUpdates" else self._result(method, call)
        return web.json_response({"ok": True, "result": result})

    async def _updates_from(self, call: dict[str, str]) -> list[dict[str, Any]]:
        offset = int(call.get("offset", 0))
        self._updates = [update for update in self._updates if update["update_id"] >= offset]
        if not self._updates:
            self._has_update.clear()
            try:
                await asyncio.wait_for(self._has_update.wait(), float(call.get("timeout", 0)))
            except TimeoutError:
                pass
        allowed = json.loads(call.get("allowed_updates", "[]"))
        return [update for update in self._updates if not allowed or kind_of(update) in allowed]

    def _result(self, method: str, call: dict[str, str]) -> Any:
        if method == "getMe":
            return BOT
        if method == "getFile":
            return {"file_id": call["file_id"], "file_unique_id": "u", "file_path": "photos/1.jpg"}
        if not method.startswith("send"):
            return True
        message = self._message(BOT)
        for name in ("text", "caption"):
            if name in call:
                message[name] = call[name]
        if method == "sendPhoto":
            message["photo"] = [{"file_id": "p", "file_unique_id": "u", "width": 1, "height": 1}]
        if method == "sendDocument":
            message["document"] = {"file_id": "d", "file_unique_id": "u", "file_name": "a.pdf"}
        if "inline_keyboard" in call.get("reply_markup", ""):
            message["reply_markup"] = json.loads(call["reply_markup"])
        self.said.append({**message, "call": call})
        return message

    async def file(self, request: web.Request) -> web.Response:
        assert request.match_info["token"] == TOKEN
        return web.Response(body=FILE)


def kind_of(update: dict[str, Any]) -> str:
    return next(kind for kind in update if kind != "update_id")


@asynccontextmanager
async def running_telegram() -> AsyncIterator[Telegram]:
    telegram = Telegram()
    application = web.Application()
    application.router.add_post("/bot{token}/{method}", telegram.answer)
    application.router.add_get("/file/bot{token}/{path:.*}", telegram.file)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    telegram.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield telegram
    finally:
        await runner.cleanup()
