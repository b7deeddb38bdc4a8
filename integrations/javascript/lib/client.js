// Sends a bot's events to the bridge: in order for each lead, and again until the bridge has stored them.

const { randomUUID } = require("node:crypto");
const { sign } = require("./signature.js");

const LONGEST_BODY = 256 * 1024;
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 60_000;

/**
 * The bot's side of `POST {public_url}/bot/{binding}`.
 *
 * Its methods return as soon as the event is stored. `lead` is `{id, channel, name?}`. `origin` is `{id, ts?}` of the
 * channel's own message, where there is one: an event that is reported twice then has one effect.
 */
class BridgeClient {
  #options;
  #sending = new Map();
  #replies = new Map();
  #pauses = new Set();
  #isOpen = true;

  /**
   * @param {object} options
   * @param {string} options.url the binding's address
   * @param {string} options.token the binding's `accept_token`
   * @param {string|number} options.botId
   * @param {object} options.storage a FileStorage
   * @param {string} [options.signingSecret]
   * @param {number} [options.transferWait] how long `transfer` waits for the outcome, in milliseconds
   * @param {(lead: object, reply: object) => any} [options.onReply] gets the reply to a transfer that came after `transfer`
   *     had returned `pending`
   * @param {(text: string) => void} [options.log]
   */
  constructor(options) {
    this.#options = { transferWait: 15_000, log: (text) => console.warn(text), ...options };
    // What an earlier process has left.
    for (const lead of options.storage.leads()) this.#sendSoon(lead);
  }

  /** Mirrors what the lead wrote. `message`: `{text?, attachments?}` */
  leadMessage(lead, message, origin) {
    this.#post("lead.message", lead, { message: { id: origin?.id ?? "message", ...message } }, origin);
  }

  /** Mirrors what the bot said. `message`: `{text?, menu?: {items}, attachments?}` */
  botMessage(lead, message, origin) {
    this.#post("bot.message", lead, { message: { id: origin?.id ?? "message", ...message } }, origin);
  }

  /** The lead chose an item of a menu. `choice`: `{code, script_code?, label?}` */
  menuChoice(lead, choice, origin) {
    this.#post("lead.menu_choice", lead, { message: { id: "choice" }, choice }, origin);
  }

  /** Keeps attributes for the next transfer: at most 20, names and values of at most 255 characters. */
  attributes(lead, attributes, mode = "merge") {
    this.#post("lead.attributes", lead, { mode, attributes });
  }

  /** Whether an operator is online; null if that is not known. */
  async operatorsOnline(lead) {
    const event = this.#event("operators.check", lead, {});
    const answer = await this.#request(event.id, event.body);
    return answer?.status === 200 ? (answer.json?.data?.online ?? null) : null;
  }

  /**
   * Hands the dialog to the operators, after all that was said before.
   *
   * @param {{reason?: string, attributes?: object, history?: object[]}} [data]
   * @returns `{requestId, outcome, script}`; outcome: transferred | no_operators | pending | failed
   */
  async transfer(lead, data = {}, origin) {
    const event = this.#event("transfer.request", lead, data, origin);
    let timer;
    const reply = new Promise((resolve) => {
      this.#replies.set(event.id, resolve);
      timer = setTimeout(
        () => resolve({ requestId: event.id, outcome: "pending", script: null }), this.#options.transferWait);
    });
    this.#store(lead, event);
    try {
      return await reply;
    } finally {
      clearTimeout(timer);
      this.#replies.delete(event.id);
    }
  }

  /** Takes the dialog back. `by`: lead | bot */
  cancel(lead, by = "lead") {
    this.#post("transfer.cancel", lead, { by });
  }

  /** Waits until nothing waits, at most so many milliseconds. Returns whether nothing waits. */
  async drain(limit) {
    let timer;
    const end = new Promise((resolve) => { timer = setTimeout(resolve, limit); });
    const all = (async () => { while (this.#sending.size) await Promise.all(this.#sending.values()); })();
    await Promise.race([all, end]);
    clearTimeout(timer);
    return this.#sending.size === 0;
  }

  /** Stops sending. What waits is sent by the next client with the same storage. */
  async close() {
    this.#isOpen = false;
    for (const wake of this.#pauses) wake();
    await Promise.all(this.#sending.values());
  }

  #post(type, lead, data, origin) {
    this.#store(lead, this.#event(type, lead, data, origin));
  }

  #event(type, lead, data, origin) {
    const event = { v: 1, id: origin?.id ?? randomUUID(), type };
    // Without a time of its own a repeated event would get another time, and so other bytes.
    if (origin?.ts || !origin) event.ts = origin?.ts ?? new Date().toISOString();
    event.bot_id = this.#options.botId;
    event.lead = { id: lead.id, channel: lead.channel, ...(lead.name && { name: lead.name }) };
    event.data = data;
    const body = JSON.stringify(event);
    const length = Buffer.byteLength(body);
    if (length > LONGEST_BODY) throw new RangeError(`an event has at most ${LONGEST_BODY} bytes; this ${type} has ${length}`);
    return { id: event.id, body };
  }

  #store(lead, { id, body }) {
    const key = JSON.stringify(lead.id);
    this.#options.storage.append(key, id, body);
    this.#sendSoon(key);
  }

  #sendSoon(lead) {
    if (!this.#isOpen || this.#sending.has(lead)) return;
    const sending = this.#sendAll(lead).finally(() => {
      this.#sending.delete(lead);
      // An event may have come since the outbox was seen empty.
      if (this.#options.storage.first(lead)) this.#sendSoon(lead);
    });
    this.#sending.set(lead, sending);
  }

  async #sendAll(lead) {
    const { storage, log } = this.#options;
    let pause = FIRST_PAUSE;
    for (let event; this.#isOpen && (event = storage.first(lead)); ) {
      const answer = await this.#request(event.id, event.body);
      if (!answer || isToBeRepeated(answer)) {
        const wait = Math.min(answer?.retryAfter || pause, LONGEST_PAUSE);
        log(`the bridge ${answer ? `answers ${answer.status}` : "is out of reach"}, trying again in ${wait} ms`);
        await this.#sleep(wait);
        pause = Math.min(2 * pause, LONGEST_PAUSE);
        continue;
      }
      pause = FIRST_PAUSE;
      if (answer.status >= 300) log(`the bridge refuses event ${event.id}: ${answer.status} ${answer.text.slice(0, 500)}`);
      // Before the event is removed: a process that ends here sends it again, and gets the same reply.
      await this.#take(JSON.parse(event.body), answer);
      storage.removeFirst(lead);
    }
  }

  async #take(event, answer) {
    if (event.type !== "transfer.request") return;
    const reply = transferReply(event.id, answer.json);
    const waiting = this.#replies.get(event.id);
    if (waiting) return waiting(reply);
    try {
      await this.#options.onReply?.(event.lead, reply);
    } catch (error) {
      this.#options.log(`onReply failed for ${event.id}: ${error.stack}`);
    }
  }

  async #request(id, body) {
    const { url, token, signingSecret } = this.#options;
    const headers = { "content-type": "application/json", authorization: `Bearer ${token}` };
    if (signingSecret) Object.assign(headers, sign(signingSecret, id, Date.now(), body));
    try {
      const answer = await fetch(url, { method: "POST", headers, body, signal: AbortSignal.timeout(30_000) });
      const text = await answer.text();
      return { status: answer.status, text, json: parsed(text), retryAfter: 1000 * Number(answer.headers.get("retry-after")) };
    } catch {
      return null;
    }
  }

  #sleep(milliseconds) {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.#pauses.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, milliseconds);
      this.#pauses.add(wake);
    });
  }
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The contract: 2xx is stored; other answers must not be repeated, except these. */
function isToBeRepeated(answer) {
  if (answer.status === 408 || answer.status === 429 || answer.status >= 500) return true;
  return answer.status === 400 && answer.json?.error?.code === "incomplete_body";
}

function transferReply(requestId, reply) {
  if (reply?.status === "ignored") {
    return { requestId, outcome: reply.reason === "already_transferred" ? "transferred" : "failed", script: null };
  }
  return { requestId, outcome: reply?.data?.outcome ?? "failed", script: reply?.data?.run_script ?? null };
}

module.exports = { BridgeClient };
