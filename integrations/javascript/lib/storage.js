// What a bot must remember across a restart: the events that wait, and the events that were handled.

const fs = require("node:fs");
const path = require("node:path");

/** How many ids of handled events are kept. */
const HANDLED = 10_000;

/**
 * A directory with one file for each waiting event. What a method has written survives a crash. One process may use it.
 */
class FileStorage {
  #outbox;
  #handledFile;
  #handled = new Set();
  #waiting = new Map();
  #number = 0;

  constructor(directory) {
    this.#outbox = path.join(directory, "outbox");
    fs.mkdirSync(this.#outbox, { recursive: true });
    for (const name of fs.readdirSync(this.#outbox).sort()) {
      if (!name.endsWith(".json")) {
        // A process ended before the event was stored.
        fs.rmSync(path.join(this.#outbox, name));
        continue;
      }
      this.#number = Math.max(this.#number, Number.parseInt(name, 10));
      this.#remember({ name, ...JSON.parse(fs.readFileSync(path.join(this.#outbox, name), "utf8")) });
    }
    this.#handledFile = path.join(directory, "handled");
    if (fs.existsSync(this.#handledFile)) {
      // The last line may be incomplete; it is no id then, and the event is handled again.
      const ids = fs.readFileSync(this.#handledFile, "utf8").split("\n").slice(0, -1).slice(-HANDLED);
      this.#handled = new Set(ids);
      this.#replace(this.#handledFile, ids.map((id) => `${id}\n`).join(""));
    }
  }

  #remember(event) {
    const events = this.#waiting.get(event.lead) ?? [];
    events.push(event);
    this.#waiting.set(event.lead, events);
  }

  #replace(file, text) {
    const descriptor = fs.openSync(`${file}.new`, "w", 0o600);
    fs.writeSync(descriptor, text);
    fs.fsyncSync(descriptor);
    fs.closeSync(descriptor);
    fs.renameSync(`${file}.new`, file);
    const directory = fs.openSync(path.dirname(file), "r");
    fs.fsyncSync(directory);
    fs.closeSync(directory);
  }

  /** Puts an event after all others of its lead. An id that waits already changes nothing. */
  append(lead, id, body) {
    if (this.#waiting.get(lead)?.some((event) => event.id === id)) return;
    const name = `${String(++this.#number).padStart(15, "0")}.json`;
    this.#replace(path.join(this.#outbox, name), JSON.stringify({ lead, id, body }));
    this.#remember({ name, lead, id, body });
  }

  /** The oldest event of a lead: `{id, body}`. */
  first(lead) {
    return this.#waiting.get(lead)?.[0];
  }

  /** Removes the oldest event of a lead. */
  removeFirst(lead) {
    const events = this.#waiting.get(lead);
    const event = events.shift();
    if (!events.length) this.#waiting.delete(lead);
    fs.rmSync(path.join(this.#outbox, event.name));
  }

  /** The leads for which events wait. */
  leads() {
    return [...this.#waiting.keys()];
  }

  isHandled(id) {
    return this.#handled.has(id);
  }

  markHandled(id) {
    this.#handled.add(id);
    const descriptor = fs.openSync(this.#handledFile, "a", 0o600);
    fs.writeSync(descriptor, `${id}\n`);
    fs.fsyncSync(descriptor);
    fs.closeSync(descriptor);
  }
}

module.exports = { FileStorage };
