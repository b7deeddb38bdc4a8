"""What a bot must remember across a restart: the events that wait, the events that were handled, and who leads."""

import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path

_HANDLED_FOR = 14 * 24 * 3600
"""How long the ids of handled events are kept, in seconds. The bridge repeats an event for at most a day."""

_TABLES = """
CREATE TABLE IF NOT EXISTS outbox (
    number INTEGER PRIMARY KEY AUTOINCREMENT, lead TEXT NOT NULL, id TEXT NOT NULL UNIQUE, body BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS outbox_by_lead ON outbox (lead, number);
CREATE TABLE IF NOT EXISTS handled (id TEXT PRIMARY KEY, at INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS with_operator (lead TEXT PRIMARY KEY);
"""


@dataclass(frozen=True, slots=True)
class Waiting:
    """An event in the outbox."""

    number: int
    id: str
    body: bytes


class Storage:
    """One SQLite file. Every change is durable when the method returns. One process may use it, from one thread.

    ``path`` may be ``":memory:"`` for tests.
    """

    def __init__(self, path: str | Path) -> None:
        self._database = sqlite3.connect(path, isolation_level=None)
        self._database.execute("PRAGMA journal_mode = WAL")
        self._database.execute("PRAGMA synchronous = FULL")
        self._database.executescript(_TABLES)
        self._database.execute("DELETE FROM handled WHERE at < ?", (int(time.time()) - _HANDLED_FOR,))

    def close(self) -> None:
        self._database.close()

    def append(self, lead: str, event_id: str, body: bytes) -> None:
        """Puts an event after all others of its lead. An id that waits already changes nothing."""
        self._database.execute("INSERT OR IGNORE INTO outbox (lead, id, body) VALUES (?, ?, ?)", (lead, event_id, body))

    def first(self, lead: str) -> Waiting | None:
        """The oldest event of a lead."""
        row = self._database.execute(
            "SELECT number, id, body FROM outbox WHERE lead = ? ORDER BY number LIMIT 1", (lead,)
        ).fetchone()
        return Waiting(*row) if row else None

    def remove(self, number: int) -> None:
        self._database.execute("DELETE FROM outbox WHERE number = ?", (number,))

    def leads(self) -> list[str]:
        """The leads for which events wait."""
        return [row[0] for row in self._database.execute("SELECT DISTINCT lead FROM outbox")]

    def is_handled(self, event_id: str) -> bool:
        return self._database.execute("SELECT 1 FROM handled WHERE id = ?", (event_id,)).fetchone() is not None

    def mark_handled(self, event_id: str) -> None:
        self._database.execute("INSERT OR IGNORE INTO handled VALUES (?, ?)", (event_id, int(time.time())))

    def is_with_operator(self, lead: str) -> bool:
        return self._database.execute("SELECT 1 FROM with_operator WHERE lead = ?", (lead,)).fetchone() is not None

    def set_with_operator(self, lead: str, is_with_operator: bool) -> None:
        statement = "INSERT OR IGNORE INTO with_operator VALUES (?)"
        if not is_with_operator:
            statement = "DELETE FROM with_operator WHERE lead = ?"
        self._database.execute(statement, (lead,))
