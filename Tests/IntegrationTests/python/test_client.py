"""The Python client and endpoint with the real bridge."""

import asyncio
import json
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from conftest import Bridge, eventually, http_server, running_bridge
from livetex_bridge import (
    Attachment,
    BridgeClient,
    BridgeEndpoint,
    DialogReturned,
    Event,
    HistoryLine,
    Lead,
    LeadUnreachable,
    Notice,
    OperatorMessage,
    Storage,
    TransferReply,
)

LEAD, USER = Lead(7, "telegram", "Иван"), "bot:7"


def client(bridge: Bridge, storage: Storage, **options: Any) -> BridgeClient:
    options = {"signing_secret": bridge.secret("SIGNING_SECRET"), "url": bridge.address, **options}
    return BridgeClient(token=bridge.secret("BRIDGE_TOKEN"), bot_id="bot", storage=storage, **options)


def words(bridge: Bridge) -> list[str]:
    """The last line of each message that operators see."""
    return [text.split("\n")[-1] for text in bridge.operators_see(USER)]


@asynccontextmanager
async def listening(endpoint: list[BridgeEndpoint]) -> AsyncIterator[str]:
    async def handle(path: str, headers: dict[str, str], body: bytes) -> tuple[int, bytes]:
        status, answer = await endpoint[0].answer("POST", headers, body)
        return status, json.dumps(answer).encode()

    async with http_server(handle) as url:
        yield url


def test_a_whole_dialog(tmp_path: Path) -> None:
    async def run() -> None:
        storage, events, failures = Storage(tmp_path / "bot.db"), list[Event](), [2]

        async def handler(event: Event) -> None:
            if isinstance(event, OperatorMessage) and failures[0]:
                failures[0] -= 1
                raise RuntimeError("the channel is out of reach")
            events.append(event)

        endpoint = list[BridgeEndpoint]()
        async with listening(endpoint) as url:
            with running_bridge(platform_url=url) as bridge:
                secrets = [bridge.secret("SIGNING_SECRET")]
                endpoint.append(BridgeEndpoint(handler, [bridge.secret("BOT_TOKEN")], storage, signing_secrets=secrets))
                async with client(bridge, storage) as bot:
                    bot.lead_message(LEAD, "Здравствуйте \ud83d", event_id="m-1")
                    bot.lead_message(LEAD, "Здравствуйте \ud83d", event_id="m-1")
                    bot.bot_message(LEAD, "Чем помочь?", menu=[{"code": "1", "label": "О нас"}])
                    bot.menu_choice(LEAD, "about_us", "О нас")
                    bot.lead_message(LEAD, attachments=[Attachment("image", "https://files.example/a.png", "a.png")])
                    bot.attributes(LEAD, {"номер_заявки": 705})
                    assert await bot.operators_online(LEAD) is False
                    assert (await bot.transfer(LEAD)).outcome == "no_operators"
                    bridge.operator_online()
                    assert await bot.operators_online(LEAD) is True
                    history = [HistoryLine("bot", "Раньше", id="h-1"), HistoryLine("lead", "Здравствуйте", id="m-1")]
                    reply = await bot.transfer(LEAD, "просит человека", history=history)
                    assert reply.outcome == "transferred" and reply.script is None
                    assert (await bot.transfer(LEAD)).outcome == "transferred"
                    seen = "\n".join(bridge.operators_see(USER))
                    assert "1. О нас" in seen and "about_us" in seen and "Раньше" in seen
                    assert seen.count("Здравствуйте") == 1
                    assert any("705" in json.dumps(entry) for entry in bridge.journal())

                    bridge.operator("says", USER, text="Добрый день")
                    bridge.operator("sends", USER, url="https://files.example/b.pdf", name="b.pdf")
                    await eventually(
                        lambda: (
                            any(isinstance(event, OperatorMessage) for event in events[-1:])
                            and sum(isinstance(event, OperatorMessage) for event in events) == 2
                        ),
                        "both messages",
                    )
                    bot.lead_message(LEAD, "Спасибо")
                    await eventually(lambda: "Спасибо" in words(bridge), "operators see the answer")
                    bridge.operator("closes", USER)
                    await eventually(lambda: isinstance(events[-1], DialogReturned), "the dialog returns")
                    notices = [event.text for event in events if isinstance(event, Notice)]
                    assert notices == [
                        "Диалог переведён на оператора",
                        "Оператор Анна подключился к диалогу",
                        "Оператор вернул диалог боту",
                    ]
                    messages = [event for event in events if isinstance(event, OperatorMessage)]
                    assert messages[0].text == "Добрый день"
                    assert messages[1].attachments == (Attachment("file", "https://files.example/b.pdf", "b.pdf"),)
        storage.close()

    asyncio.run(run())


CHILD = """
import asyncio, sys
from livetex_bridge import BridgeClient, Lead, Storage

async def run():
    url, token, secret, path, first, last = sys.argv[1:]
    async with BridgeClient(url, token, "bot", Storage(path), signing_secret=secret) as bot:
        for number in range(int(first), int(last)):
            bot.lead_message(Lead(7, "telegram", "Иван"), f"слово {number}", event_id=f"m-{number}")
        print("stored", flush=True)
        await asyncio.sleep(3600)

asyncio.run(run())
"""


@pytest.mark.parametrize("sent", [1, 7, 19])
def test_a_killed_bot_continues_in_order_and_repeats_nothing(bridge: Bridge, tmp_path: Path, sent: int) -> None:
    async def run() -> None:
        path = str(tmp_path / "bot.db")

        async def start(first: int, last: int) -> asyncio.subprocess.Process:
            secrets = bridge.secret("BRIDGE_TOKEN"), bridge.secret("SIGNING_SECRET")
            arguments = [bridge.address, *secrets, path, str(first), str(last)]
            child = await asyncio.create_subprocess_exec(
                sys.executable, "-c", CHILD, *arguments, stdout=asyncio.subprocess.PIPE
            )
            assert child.stdout and await child.stdout.readline() == b"stored\n"
            return child

        def mirrored() -> int:
            return sum(entry["kind"] == "platform_event" or entry["name"] == "sendText" for entry in bridge.journal())

        child = await start(0, 20)
        await eventually(lambda: mirrored() >= sent, "some messages are sent")
        child.send_signal(signal.SIGKILL)
        await child.wait()

        # Telegram repeats the last updates to the new process.
        child = await start(15, 30)
        storage = Storage(path)
        await eventually(lambda: not storage.leads(), "the outbox is empty")
        storage.close()
        child.send_signal(signal.SIGKILL)
        await child.wait()

        bridge.operator_online()
        storage = Storage(path)
        async with client(bridge, storage) as bot:
            assert (await bot.transfer(LEAD)).outcome == "transferred"
        storage.close()
        await eventually(lambda: len(words(bridge)) >= 30, "operators see all")
        assert words(bridge) == [f"слово {number}" for number in range(30)]

    asyncio.run(run())


def test_a_transfer_waits_for_a_bridge_that_is_away(bridge: Bridge, tmp_path: Path) -> None:
    async def run() -> None:
        storage, replies = Storage(tmp_path / "bot.db"), list[TransferReply]()
        bridge.operator_online()
        async with client(bridge, storage, url="http://127.0.0.1:9/bot/support", transfer_wait=0.2) as bot:
            bot.lead_message(LEAD, "Раз")
            assert await bot.operators_online(LEAD) is None
            reply = await bot.transfer(LEAD)
            assert reply.outcome == "pending"
            bot.lead_message(LEAD, "Два")

        async with client(bridge, storage) as bot:

            async def on_reply(lead: Lead, reply: TransferReply) -> None:
                assert lead == LEAD
                replies.append(reply)

            bot.on_reply = on_reply
            await eventually(lambda: not storage.leads(), "the outbox is empty")
        assert replies == [TransferReply(reply.request_id, "transferred")]
        await eventually(lambda: words(bridge) == ["Раз", "Два"], "operators see both")
        storage.close()

    asyncio.run(run())


@pytest.mark.parametrize(
    ("answers", "attempts", "is_over"),
    [
        ([(503, b"{}"), (200, b'{"status": "accepted"}')], 2, True),
        ([(429, b"{}"), (200, b'{"status": "duplicate"}')], 2, True),
        ([(408, b"{}"), (200, b"{}")], 2, True),
        ([(400, b'{"error": {"code": "incomplete_body"}}'), (200, b"{}")], 2, True),
        ([(400, b'{"error": {"code": "invalid_json"}}')], 1, True),
        ([(401, b"{}")], 1, True),
        ([(404, b"{}")], 1, True),
        ([(409, b'{"error": {"code": "id_conflict"}}')], 1, True),
        ([(422, b"{}")], 1, True),
    ],
)
def test_repeats_what_the_contract_allows(
    tmp_path: Path, answers: list[tuple[int, bytes]], attempts: int, is_over: bool
) -> None:
    async def run() -> None:
        bodies = list[bytes]()

        async def handle(path: str, headers: dict[str, str], body: bytes) -> tuple[int, bytes]:
            bodies.append(body)
            return answers[min(len(bodies), len(answers)) - 1]

        storage = Storage(tmp_path / "bot.db")
        async with http_server(handle) as url, BridgeClient(url, "token", "bot", storage) as bot:
            bot.bot_message(LEAD, "Привет")
            await eventually(lambda: storage.leads() == [], "the event is over")
        assert len(bodies) == attempts and len(set(bodies)) == 1
        storage.close()

    asyncio.run(run())


PING = {"v": 1, "id": "ping:1", "type": "ping", "ts": "2026-11-23T08:00:00.000Z", "bot_id": 0, "lead": {"id": 0}}
NOTICE = {**PING, "id": "n:1", "type": "notice", "data": {"kind": "system", "text": "Привет", "operator": None}}


@pytest.mark.parametrize(
    ("method", "token", "body", "status", "answer"),
    [
        ("POST", "right", PING, 200, {"id": "ping:1"}),
        ("POST", "right", {"script_request_params": PING}, 200, {"id": "ping:1"}),
        ("POST", "old", PING, 200, {"id": "ping:1"}),
        ("POST", "right", NOTICE, 200, {"id": "n:1"}),
        ("POST", "wrong", PING, 401, None),
        ("POST", "", PING, 401, None),
        ("POST", "right", [], 400, None),
        ("POST", "right", {**PING, "v": 2}, 400, None),
        ("POST", "right", {**NOTICE, "data": {}}, 400, None),
        ("GET", "right", PING, 405, None),
    ],
)
def test_the_endpoint_answers(
    tmp_path: Path, method: str, token: str, body: object, status: int, answer: dict[str, str] | None
) -> None:
    events = list[Event]()

    async def handler(event: Event) -> None:
        events.append(event)

    storage = Storage(tmp_path / "bot.db")
    endpoint = BridgeEndpoint(handler, ["right", "old"], storage)
    headers = {"Authorization": f"Bearer {token}"}

    async def asgi() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(endpoint), base_url="http://bot") as http:
            return await http.request(method, "/", json=body, headers=headers)

    with httpx.Client(transport=httpx.WSGITransport(endpoint.wsgi), base_url="http://bot") as http:
        for reply in (asyncio.run(asgi()), http.request(method, "/", json=body, headers=headers)):
            assert reply.status_code == status
            assert answer is None or reply.json() == answer
    # The second request repeats the first.
    assert len(events) == (1 if answer == {"id": "n:1"} else 0)
    storage.close()


def test_an_unreachable_lead_is_final(tmp_path: Path) -> None:
    async def handler(event: Event) -> None:
        raise LeadUnreachable("blocked")

    storage = Storage(tmp_path / "bot.db")
    endpoint = BridgeEndpoint(handler, ["right"], storage)
    headers = {"authorization": "Bearer right"}
    status, _ = asyncio.run(endpoint.answer("POST", headers, json.dumps(NOTICE).encode()))
    assert status == 410
    storage.close()
