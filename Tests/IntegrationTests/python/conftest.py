"""The real receiver and courier around the sandbox's LiveTex, for a bot that is under test."""

import asyncio
import base64
import hashlib
import json
import os
import re
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

CHANNELS = """
version: 1
public_url: https://bridge.example.com/hooks
bindings:
  - id: support
    token: {env: LIVETEX_TOKEN}
    webhook_key: {env: LIVETEX_WEBHOOK_KEY}
    headers: {bot: "🤖 Бот", lead: "🙂 Клиент"}
    excluded_channels: [umnico, bitrix, jivo, webim, pyrus]
    bot:
      url: https://bot.example.com/livetex
      token: {env: BOT_TOKEN}
      accept_token: {env: BRIDGE_TOKEN}
      signing_secret: {env: SIGNING_SECRET}
      acknowledge: id
"""


def program(name: str) -> str:
    directory = os.environ.get("LIVETEX_BRIDGE_TEST_PROGRAMS")
    assert directory, "LIVETEX_BRIDGE_TEST_PROGRAMS is not set: run the tests with `make test`"
    return f"{directory}/{name}"


class Bridge:
    """A running sandbox."""

    def __init__(self, ready: dict[str, Any], environment: dict[str, str]) -> None:
        self.url: str = ready["url"]
        self.address = f"{ready['receiver_url']}/bot/support"
        self._environment = environment

    def secret(self, name: str) -> str:
        return self._environment.get(f"SANDBOX_{name}") or self._environment[name]

    def control(self, path: str, **fields: Any) -> Any:
        answer = httpx.post(f"{self.url}/sandbox/{path}", json=fields, timeout=30)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def operator_online(self) -> None:
        self.control("operator/online", operator="501", online=True)

    def operator(self, action: str, user: str, **fields: Any) -> None:
        self.control(f"operator/{action}", operator="501", user=user, **fields)

    def operators_see(self, user: str) -> list[str]:
        views = httpx.get(f"{self.url}/sandbox/dialogs", timeout=30).json()["operators_see"]
        return [line["text"] for line in views.get(user, [])]

    def journal(self) -> list[dict[str, Any]]:
        entries: list[dict[str, Any]] = httpx.get(f"{self.url}/sandbox/journal", timeout=30).json()
        return entries


def secret_of(variable: str) -> str:
    """A secret that is long enough, the same for each run."""
    value = base64.b64encode(hashlib.sha256(variable.encode()).digest()).decode()
    return f"whsec_{value}" if "SIGNING" in variable else value


@contextmanager
def running_bridge(channels: str = CHANNELS, platform_url: str | None = None) -> Iterator[Bridge]:
    with tempfile.TemporaryDirectory(prefix="livetex-integration-") as name:
        directory = Path(name)
        (directory / "channels.yaml").write_text(channels)
        bundle, work = str(directory / "bundle"), directory / "work"
        subprocess.run(
            [program("livetex-bridge"), "compile", str(directory / "channels.yaml"), "-o", bundle],
            check=True,
            stderr=subprocess.PIPE,
        )
        command = [program("livetex-sandbox"), "serve", "--bundle", bundle, "--work", str(work)]
        environment = dict(os.environ)
        if platform_url:
            # A platform of one's own has secrets of its own.
            command += ["--platform", platform_url]
            environment |= {variable: secret_of(variable) for variable in re.findall(r"env: (\w+)", channels)}
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as sandbox:
            try:
                assert sandbox.stdout
                ready = json.loads(sandbox.stdout.readline())
                lines = (work / "environment").read_text().splitlines()
                yield Bridge(ready, dict(line.split("=", 1) for line in lines))
            finally:
                sandbox.terminate()


@pytest.fixture
def bridge() -> Iterator[Bridge]:
    with running_bridge() as bridge:
        yield bridge


async def eventually(check: Callable[[], Any], what: str, limit: float = 30) -> Any:
    """Waits until a check returns something true, and returns that."""
    deadline = time.monotonic() + limit
    while True:
        value = check()
        if isinstance(value, Awaitable):
            value = await value
        if value:
            return value
        assert time.monotonic() < deadline, f"never happened: {what}"
        await asyncio.sleep(0.03)


Handler = Callable[[str, dict[str, str], bytes], Awaitable[tuple[int, bytes]]]


@asynccontextmanager
async def http_server(handle: Handler) -> AsyncIterator[str]:
    """A web server on a free port: ``handle(path, headers, body)`` returns status and body. Only for POST."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode().rstrip().split("\r\n")
            headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
            body = await reader.readexactly(int(headers.get("content-length", 0)))
            status, answer = await handle(first.split(" ")[1], headers, body)
            head = f"HTTP/1.1 {status} .\r\nContent-Length: {len(answer)}\r\nConnection: close\r\n"
            writer.write((head + "Content-Type: application/json\r\n\r\n").encode() + answer)
            await writer.drain()
        except asyncio.IncompleteReadError:
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
