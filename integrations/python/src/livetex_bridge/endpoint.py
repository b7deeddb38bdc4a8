"""Takes the bridge's events: a small application for ASGI and WSGI."""

import asyncio
import hmac
import json
import logging
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any

from .events import Event, OtherEvent, parse_event
from .signature import verify
from .storage import Storage

_log = logging.getLogger(__name__)
_LONGEST_BODY = 1024 * 1024


class LeadUnreachable(Exception):
    """The handler raises this if the lead can never get the event, for example because the lead has blocked the bot."""


class BridgeEndpoint:
    """What ``bot.url`` in channels.yaml names. The object itself is an ASGI application; ``wsgi`` is one for WSGI.

    The handler is called once for each event, in order for each lead. After an exception the bridge sends the event again.
    """

    def __init__(
        self,
        handler: Callable[[Event], Awaitable[None]],
        tokens: Sequence[str],
        storage: Storage,
        *,
        signing_secrets: Sequence[str] = (),
    ) -> None:
        """``tokens`` and ``signing_secrets`` may be two of each, while one is being replaced."""
        if not all(tokens) or not tokens:
            raise ValueError("a token is needed")
        self._handler, self._storage = handler, storage
        self._tokens, self._signing_secrets = [token.encode() for token in tokens], signing_secrets
        self._running: dict[str, asyncio.Lock] = {}

    async def answer(self, method: str, headers: Mapping[str, str], body: bytes) -> tuple[int, dict[str, str]]:
        """Handles one request: status and JSON. ``headers`` has names in lower case."""
        if method != "POST":
            return 405, {"error": "only POST"}
        if not self._is_authentic(headers, body):
            return 401, {"error": "wrong token or signature"}
        try:
            event = parse_event(body)
        except ValueError as error:
            _log.error("a request of the bridge is unreadable: %s", error)
            return 400, {"error": "not an event"}
        # A repetition that overtakes the first attempt waits for it.
        lock = self._running.setdefault(event.id, asyncio.Lock())
        try:
            async with lock:
                return await self._handle(event)
        finally:
            if not lock.locked():
                self._running.pop(event.id, None)

    async def _handle(self, event: Event) -> tuple[int, dict[str, str]]:
        # The answer has the event's id, as `acknowledge: id` asks for.
        if isinstance(event, OtherEvent) or self._storage.is_handled(event.id):
            return 200, {"id": event.id}
        try:
            await self._handler(event)
        except LeadUnreachable as error:
            _log.warning("event %s does not reach its lead: %s", event.id, error)
            return 410, {"id": event.id, "error": "lead_unreachable"}
        except Exception:  # noqa: BLE001 - the bot's own code may raise anything
            _log.exception("event %s was not handled; the bridge will send it again", event.id)
            return 500, {"error": "not handled"}
        self._storage.mark_handled(event.id)
        return 200, {"id": event.id}

    def _is_authentic(self, headers: Mapping[str, str], body: bytes) -> bool:
        given = headers.get("authorization", "").removeprefix("Bearer ").encode()
        if not any(hmac.compare_digest(given, token) for token in self._tokens):
            return False
        return not self._signing_secrets or verify(self._signing_secrets, headers, time.time(), body)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """ASGI."""
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
            return
        if scope["type"] != "http":
            return
        body, has_more = b"", True
        while has_more and len(body) <= _LONGEST_BODY:
            part = await receive()
            if part["type"] == "http.disconnect":
                return
            body += part.get("body", b"")
            has_more = part.get("more_body", False)
        if has_more:
            status, answer = 413, {"error": "too large"}
        else:
            headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
            status, answer = await self.answer(scope["method"], headers, body)
        content = json.dumps(answer).encode()
        fields = [(b"content-type", b"application/json"), (b"content-length", str(len(content)).encode())]
        await send({"type": "http.response.start", "status": status, "headers": fields})
        await send({"type": "http.response.body", "body": content})

    def wsgi(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """WSGI, for a server with one thread."""
        length = int(environ.get("CONTENT_LENGTH") or 0)
        if length > _LONGEST_BODY:
            status, answer = 413, {"error": "too large"}
        else:
            headers = {
                name.removeprefix("HTTP_").replace("_", "-").lower(): value
                for name, value in environ.items()
                if name.startswith("HTTP_")
            }
            body = environ["wsgi.input"].read(length)
            status, answer = asyncio.run(self.answer(environ["REQUEST_METHOD"], headers, body))
        content = json.dumps(answer).encode()
        fields = [("Content-Type", "application/json"), ("Content-Length", str(len(content)))]
        start_response(f"{status} {'OK' if status == 200 else 'Error'}", fields)
        return [content]


async def _lifespan(receive: Any, send: Any) -> None:
    while True:
        kind = (await receive())["type"]
        await send({"type": f"{kind}.complete"})
        if kind == "lifespan.shutdown":
            return
