"""Shows leads' files to operators without the bot's token: the bot itself hands them out, at addresses that it signs."""

import base64
import hashlib
import hmac
import json
import mimetypes
from urllib.parse import quote

from aiogram import Bot
from aiogram.exceptions import AiogramError
from aiohttp import ClientError, web

from ..events import Attachment
from .content import TelegramFile

LARGEST_FILE = 20_000_000
"""Telegram gives a bot no larger file, in bytes."""


class FileProxy:
    """Makes addresses ``{public_url}/files/{token}`` and answers them.

    ``public_url`` is where LiveTex reaches the bot's web server. Who knows an address can read that one file, as long as
    Telegram keeps it. To withdraw all addresses, change ``secret``.
    """

    def __init__(self, public_url: str, secret: str) -> None:
        if len(secret) < 16:
            raise ValueError("the secret of the files has at least 16 characters")
        self._public_url, self._secret = public_url.rstrip("/"), secret.encode()

    def attachment(self, file: TelegramFile) -> Attachment | None:
        """The file with its address; None if it is too large for a bot to read."""
        if (file.size or 0) > LARGEST_FILE:
            return None
        content = base64.urlsafe_b64encode(json.dumps([file.id, file.name]).encode()).decode().rstrip("=")
        url = f"{self._public_url}/files/{content}.{self._signature(content)}"
        return Attachment(file.kind, url, file.name, file.mime, file.size)

    def _signature(self, content: str) -> str:
        digest = hmac.digest(self._secret, content.encode(), hashlib.sha256)
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")

    async def answer(self, bot: Bot, request: web.Request) -> web.StreamResponse:
        content, _, signature = request.match_info["token"].partition(".")
        if not hmac.compare_digest(signature.encode(), self._signature(content).encode()):
            raise web.HTTPNotFound
        file_id, name = json.loads(base64.urlsafe_b64decode(content + "=" * (-len(content) % 4)))
        response: web.StreamResponse | None = None
        try:
            file = await bot.get_file(file_id)
            if not file.file_path:
                raise web.HTTPNotFound
            chunks = bot.session.stream_content(bot.session.api.file_url(bot.token, file.file_path))
            async for chunk in chunks:
                if response is None:
                    response = _response(name)
                    await response.prepare(request)
                await response.write(chunk)
        except (AiogramError, ClientError) as error:
            # The error may name Telegram's address.
            if response is None:
                raise web.HTTPBadGateway(text="Telegram does not give the file") from None
            raise ConnectionAbortedError("Telegram's file ended early") from error
        if response is None:
            response = _response(name)
            await response.prepare(request)
        await response.write_eof()
        return response


def _response(name: str) -> web.StreamResponse:
    kind, _ = mimetypes.guess_type(name)
    # A lead chooses name and content: a browser must not take the file for a page of this server.
    return web.StreamResponse(
        headers={
            "Content-Type": kind
            if kind and kind.startswith(("image/", "audio/", "video/"))
            else "application/octet-stream",
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}",
            "X-Content-Type-Options": "nosniff",
        }
    )
