// Takes the bridge's events: what `bot.url` in channels.yaml names.

const { isSame, verify } = require("./signature.js");

const LONGEST_BODY = 1024 * 1024;

/** The handler throws this if the lead can never get the event, for example because the lead has blocked the bot. */
class LeadUnreachable extends Error {}

class BridgeEndpoint {
  #options;
  #running = new Map();

  /**
   * @param {object} options
   * @param {(event: object) => any} options.handler is called once for each event, in order for each lead. After an error
   *     the bridge sends the event again.
   * @param {string[]} options.tokens the binding's `token`; two while it is being replaced
   * @param {object} options.storage a FileStorage
   * @param {string[]} [options.signingSecrets]
   * @param {(text: string) => void} [options.log]
   */
  constructor(options) {
    if (!options.tokens?.length || !options.tokens.every(Boolean)) throw new TypeError("a token is needed");
    this.#options = { signingSecrets: [], log: (text) => console.warn(text), ...options };
    /** A listener for node:http. */
    this.listener = (request, response) => this.#listen(request, response);
  }

  /** Handles one request: `{status, json}`. `headers` has names in lower case, `body` is a Buffer. */
  async answer(method, headers, body) {
    const { event, ...refusal } = this.read(method, headers, body);
    if (!event) return refusal;
    // A repetition that overtakes the first attempt waits for it.
    const earlier = this.#running.get(event.id) ?? Promise.resolve();
    const result = earlier.then(() => this.#handle(event));
    this.#running.set(event.id, result);
    try {
      return await result;
    } finally {
      if (this.#running.get(event.id) === result) this.#running.delete(event.id);
    }
  }

  /** Checks one request: `{event}`, or `{status, json}` for what is refused. */
  read(method, headers, body) {
    if (method !== "POST") return { status: 405, json: { error: "only POST" } };
    const { tokens, signingSecrets } = this.#options;
    const given = (headers.authorization ?? "").replace(/^Bearer /, "");
    const isSigned = !signingSecrets.length || verify(signingSecrets, headers, Date.now(), body);
    if (!tokens.some((token) => isSame(given, token)) || !isSigned) {
      return { status: 401, json: { error: "wrong token or signature" } };
    }
    const event = readEvent(body);
    return event ? { event } : { status: 400, json: { error: "not an event" } };
  }

  async #handle(event) {
    const { handler, storage, log } = this.#options;
    // The answer has the event's id, as `acknowledge: id` asks for.
    const done = { status: 200, json: { id: event.id } };
    if (event.type === "ping" || storage.isHandled(event.id)) return done;
    try {
      await handler(event);
    } catch (error) {
      if (error instanceof LeadUnreachable) {
        log(`event ${event.id} does not reach its lead: ${error.message}`);
        return { status: 410, json: { id: event.id, error: "lead_unreachable" } };
      }
      log(`event ${event.id} was not handled; the bridge will send it again: ${error.stack}`);
      return { status: 500, json: { error: "not handled" } };
    }
    storage.markHandled(event.id);
    return done;
  }

  async #listen(request, response) {
    const parts = [];
    let length = 0;
    try {
      for await (const part of request) {
        length += part.length;
        if (length <= LONGEST_BODY) parts.push(part);
      }
    } catch {
      return; // The sender has gone.
    }
    const { status, json } =
      length > LONGEST_BODY
        ? { status: 413, json: { error: "too large" } }
        : await this.answer(request.method, request.headers, Buffer.concat(parts));
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(json));
  }
}

/** The event in a body of each form of `bot.body`; null for what is not an event. */
function readEvent(body) {
  try {
    const value = JSON.parse(body.toString());
    const event = value.script_request_params ?? value;
    const isEvent = event.v === 1 && typeof event.id === "string" && typeof event.type === "string" && event.lead;
    return isEvent ? event : null;
  } catch {
    return null;
  }
}

module.exports = { BridgeEndpoint, LeadUnreachable };
