"""Connects a bot that uses aiogram 3, with no handler changed: ``TelegramBridge(...).install(dispatcher)``."""

from .bridge import Conversation, TelegramBridge, Texts
from .files import FileProxy

__all__ = ["Conversation", "FileProxy", "TelegramBridge", "Texts"]
