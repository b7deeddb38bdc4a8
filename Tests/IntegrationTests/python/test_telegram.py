"""examples/telegram-bot with the real aiogram, a stand-in for Telegram, and the real bridge."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
from conftest import Bridge, eventually, running_bridge
from telegram_stand_in import FILE, TOKEN, Telegram, running_telegram

EXAMPLE = Path(__file__).parents[3] / "integrations/examples/telegram-bot"
USER = "42:7"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Setup:
    """Telegram, the bridge and the example bot."""

    def __init__(self, telegram: Telegram, bridge: Bridge, port: int, directory: Path) -> None:
        self.telegram, self.bridge, self.directory = telegram, bridge, directory
        self.bot: asyncio.subprocess.Process | None = None
        self.bot_url = f"http://127.0.0.1:{port}"
        self._environment = {
            **os.environ,
            "TELEGRAM_TOKEN": TOKEN,
            "TELEGRAM_API": telegram.url,
            "BRIDGE_URL": bridge.address.replace("support", "telegram"),
            "BRIDGE_TOKEN": bridge.secret("BRIDGE_TOKEN"),
            "BRIDGE_SIGNING_SECRET": bridge.secret("BRIDGE_SIGNING_SECRET"),
            "BOT_TOKEN": bridge.secret("BOT_TOKEN"),
            "STORAGE": str(directory / "bot.db"),
            "PORT": str(port),
            "FILES_URL": self.bot_url,
            "FILES_SECRET": "a secret of the test",
        }

    async def start(self, **changes: str) -> None:
        with (self.directory / "bot.log").open("ab") as log:
            self.bot = await asyncio.create_subprocess_exec(
                sys.executable, str(EXAMPLE / "bot.py"), env={**self._environment, **changes}, stderr=log
            )

    async def end(self, how: signal.Signals) -> None:
        if self.bot and self.bot.returncode is None:
            self.bot.send_signal(how)
            await self.bot.wait()

    async def lead_reads(self, text: str) -> None:
        await eventually(lambda: any(text in said for said in self.telegram.texts()), f"the lead reads {text}")

    async def operators_see(self, text: str) -> None:
        await eventually(lambda: text in "\n".join(self.bridge.operators_see(USER)), f"operators see {text}")

    async def hand_over(self) -> None:
        self.bridge.operator_online()
        self.telegram.writes("Оператор")
        await self.lead_reads("Диалог переведён на оператора")


@asynccontextmanager
async def running(directory: Path, **changes: str) -> AsyncIterator[Setup]:
    port = free_port()
    channels = (EXAMPLE / "channels.yaml").read_text()
    async with running_telegram() as telegram:
        with running_bridge(channels, f"http://127.0.0.1:{port}/livetex") as bridge:
            setup = Setup(telegram, bridge, port, directory)
            await setup.start(**changes)
            try:
                yield setup
                log = (directory / "bot.log").read_text()
                assert "Traceback" not in log, log
            finally:
                await setup.end(signal.SIGTERM)
    secrets = "telegram-token", "sandbox-secret"
    text = (directory / "bot.log").read_text()
    assert not any(secret in text for secret in secrets), "the log has a secret"


def test_a_whole_dialog(tmp_path: Path) -> None:
    async def run() -> None:
        async with running(tmp_path) as setup:
            telegram, bridge = setup.telegram, setup.bridge
            telegram.writes("/start")
            await setup.lead_reads("Чем помочь?")
            telegram.presses(telegram.said[0], "about_us")
            await setup.lead_reads("чай с 1998")
            photo = [{"file_id": "p1", "file_unique_id": "u", "width": 1, "height": 1}]
            telegram.writes(photo=photo, caption="Вот такой")
            telegram.edits("Поправка")
            await eventually(lambda: len(telegram.texts()) == 3, "the bot answers the photo")

            # Nobody is online.
            telegram.writes("оператор")
            await setup.lead_reads("Сейчас нет свободных операторов")

            await setup.hand_over()
            for text in ("/start", "1. О нас", "2. Часы работы", "about_us", "чай с 1998", "Поправка", "нет свободных"):
                await setup.operators_see(text)
            await setup.operators_see("Вот такой")
            seen = bridge.operators_see(USER)
            assert sum("чай с 1998" in line for line in seen) == 1

            # The operator sees the photo, without Telegram's address.
            journal = str(bridge.journal())
            assert TOKEN not in journal
            url = next(word for word in journal.replace("'", " ").split() if "/files/" in word)
            answer = await asyncio.to_thread(httpx.get, url)
            assert answer.content == FILE and answer.headers["content-type"] == "image/jpeg"
            assert (await asyncio.to_thread(httpx.get, url[:-2] + "xx")).status_code == 404

            # The bot is silent, and the lead's words and choices go to the operator.
            said = len(telegram.said)
            telegram.writes("Есть кто?")
            telegram.presses(telegram.said[0], "hours")
            await setup.operators_see("Есть кто?")
            await setup.operators_see("hours")
            await eventually(lambda: telegram.calls[-1][0] == "answerCallbackQuery", "the button is answered")
            assert len(telegram.said) == said

            bridge.operator("says", USER, text="Добрый день <b> 👋")
            await setup.lead_reads("Оператор Анна подключился к диалогу")
            await setup.lead_reads("Добрый день <b> 👋")
            # Telegram does not take this file: its address is sent.
            telegram.refuses["sendPhoto"] = [(400, "Bad Request: failed to get HTTP URL content")]
            bridge.operator("sends", USER, url="https://files.example/a.png", name="a.png", comment="Схема")
            await setup.lead_reads("a.png\nhttps://files.example/a.png")
            bridge.operator("sends", USER, url="https://files.example/b.pdf", name="b.pdf")
            await eventually(
                lambda: telegram.said[-1]["call"].get("document") == "https://files.example/b.pdf", "a file"
            )

            bridge.operator("closes", USER)
            await setup.lead_reads("Оператор вернул диалог боту")
            telegram.writes("Спасибо")
            await eventually(lambda: telegram.texts()[-1].startswith("Не понимаю"), "the bot answers again")
            # Nothing that came from the bridge went back to it.
            assert not any("Добрый день" in line and "🤖" in line for line in bridge.operators_see(USER))

    asyncio.run(run())


def test_the_lead_takes_the_dialog_back(tmp_path: Path) -> None:
    async def run() -> None:
        async with running(tmp_path) as setup:
            await setup.hand_over()
            setup.telegram.writes("/start")
            await setup.lead_reads("Чем помочь?")
            setup.telegram.writes("Ещё вопрос")
            await setup.lead_reads("Не понимаю")

    asyncio.run(run())


def test_without_a_proxy_operators_see_the_name_of_a_file(tmp_path: Path) -> None:
    async def run() -> None:
        async with running(tmp_path, FILES_URL="") as setup:
            document = {"file_id": "d", "file_unique_id": "u", "file_name": "договор.pdf"}
            setup.telegram.writes(document=document)
            await setup.lead_reads("Не понимаю")
            await setup.hand_over()
            await setup.operators_see("📎 договор.pdf")
            assert TOKEN not in str(setup.bridge.journal())

    asyncio.run(run())


def test_a_killed_bot_loses_nothing_and_repeats_nothing(tmp_path: Path) -> None:
    async def run() -> None:
        async with running(tmp_path) as setup:
            telegram, bridge = setup.telegram, setup.bridge
            for number in range(10):
                telegram.writes(f"слово {number}")
            await eventually(lambda: len(telegram.said) >= 3, "the bot answers some")
            await setup.end(signal.SIGKILL)
            # Telegram gives the updates that the bot has not confirmed to the next process.
            telegram.writes("слово 10")
            await setup.start()
            await eventually(lambda: telegram.texts().count(telegram.texts()[0]) >= 11, "the bot answers all")
            await setup.hand_over()
            await setup.operators_see("слово 10")
            leads = [line.split("\n")[-1] for line in bridge.operators_see(USER) if "слово" in line]
            assert leads == [f"слово {number}" for number in range(11)]

            # While the bot is away, the bridge keeps what the operator says.
            await setup.end(signal.SIGKILL)
            bridge.operator("says", USER, text="Первое")
            bridge.operator("says", USER, text="Второе")
            await setup.start()
            await setup.lead_reads("Второе")
            words = [text for text in telegram.texts() if text in ("Первое", "Второе")]
            assert words == ["Первое", "Второе"]

    asyncio.run(run())
