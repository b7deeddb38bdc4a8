"""A bot with a menu. Its handlers know nothing of LiveTex: the three lines in main() connect it."""

import logging
import os

from aiogram import Bot, Dispatcher, F, Router
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import PRODUCTION, TelegramAPIServer
from aiogram.filters import CommandStart
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message
from livetex_bridge.telegram import FileProxy, TelegramBridge

router = Router()

MENU = InlineKeyboardMarkup(
    inline_keyboard=[
        [InlineKeyboardButton(text="О нас", callback_data="about_us")],
        [InlineKeyboardButton(text="Часы работы", callback_data="hours")],
    ]
)


@router.message(CommandStart())
async def start(message: Message) -> None:
    await message.answer("Здравствуйте! Чем помочь? Чтобы позвать человека, напишите «оператор».", reply_markup=MENU)


@router.callback_query(F.data == "about_us")
async def about_us(query: CallbackQuery) -> None:
    await query.answer()
    if isinstance(query.message, Message):
        await query.message.answer("Мы продаём чай с 1998 года.")


@router.callback_query(F.data == "hours")
async def hours(query: CallbackQuery) -> None:
    await query.answer()
    if isinstance(query.message, Message):
        await query.message.answer("Каждый день с 9 до 18.")


@router.message()
async def other(message: Message) -> None:
    await message.answer("Не понимаю. Напишите «оператор», и ответит человек.")


def main() -> None:
    logging.basicConfig(level=logging.INFO)
    logging.getLogger("httpx").setLevel(logging.WARNING)
    setting = os.environ
    # An address of one's own Bot API server; without it Telegram's.
    api = setting.get("TELEGRAM_API")
    server = TelegramAPIServer.from_base(api) if api else PRODUCTION
    bot = Bot(setting["TELEGRAM_TOKEN"], session=AiohttpSession(api=server))
    dispatcher = Dispatcher()
    dispatcher.include_router(router)

    # Where LiveTex reaches this bot for leads' files; without it operators see only the names.
    files = FileProxy(setting["FILES_URL"], setting["FILES_SECRET"]) if setting.get("FILES_URL") else None
    bridge = TelegramBridge(
        bot,
        url=setting["BRIDGE_URL"],
        token=setting["BRIDGE_TOKEN"],
        accept_tokens=[setting["BOT_TOKEN"]],
        signing_secret=setting["BRIDGE_SIGNING_SECRET"],
        storage=setting.get("STORAGE", "bot.db"),
        listen=("127.0.0.1", int(setting.get("PORT", "8091"))),
        files=files,
    )
    bridge.install(dispatcher)

    dispatcher.run_polling(bot)


if __name__ == "__main__":
    main()
