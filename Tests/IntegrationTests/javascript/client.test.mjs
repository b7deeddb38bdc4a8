// The JavaScript client and endpoint with the real bridge.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import test, { afterEach } from "node:test";
import { fileURLToPath } from "node:url";
import { BridgeClient, BridgeEndpoint, FileStorage, LeadUnreachable } from "../../../integrations/javascript/index.js";
import { eventually, startBridge } from "../support/bridge.mjs";
import { channels } from "../support/channels.mjs";

const lead = { id: 7, channel: "telegram", name: "Иван" };
const user = "bot:7";
const library = fileURLToPath(new URL("../../../integrations/javascript/index.js", import.meta.url));
const quiet = () => {};

async function withDirectory(body) {
  const directory = mkdtempSync(join(tmpdir(), "livetex-integration-"));
  try {
    await body(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function withServer(listener, body) {
  const server = createServer(listener);
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    await body(`http://127.0.0.1:${server.address().port}/livetex`);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

// A client that a failed test has left would go on trying.
const clients = [];
afterEach(() => Promise.all(clients.splice(0).map((client) => client.close())));

function open(options) {
  const client = new BridgeClient(options);
  clients.push(client);
  return client;
}

function makeClient(bridge, storage, options) {
  return open({
    url: `${bridge.receiver}/bot/support`, token: bridge.secret("BRIDGE_TOKEN"), botId: "bot", storage, log: quiet,
    signingSecret: bridge.secret("SIGNING_SECRET"), ...options,
  });
}

const words = async (bridge) => (await bridge.operatorView(user)).map((text) => text.split("\n").at(-1));

test("a whole dialog", () => withDirectory(async (directory) => {
  const storage = new FileStorage(directory);
  const events = [];
  let failures = 2;
  let endpoint;
  await withServer((request, response) => endpoint.listener(request, response), async (url) => {
    const bridge = await startBridge(channels, url);
    try {
      endpoint = new BridgeEndpoint({
        tokens: [bridge.secret("BOT_TOKEN")], signingSecrets: [bridge.secret("SIGNING_SECRET")], storage, log: quiet,
        handler(event) {
          if (event.type === "operator.message" && failures-- > 0) throw new Error("the channel is out of reach");
          events.push(event);
        },
      });
      const client = makeClient(bridge, storage);
      client.leadMessage(lead, { text: "Здравствуйте" }, { id: "m-1" });
      client.leadMessage(lead, { text: "Здравствуйте" }, { id: "m-1" });
      client.botMessage(lead, { text: "Чем помочь?", menu: { items: [{ code: "1", label: "О нас" }] } });
      client.menuChoice(lead, { code: "about_us" });
      client.attributes(lead, { номер_заявки: 705 });
      assert.equal(await client.operatorsOnline(lead), false);
      assert.equal((await client.transfer(lead)).outcome, "no_operators");
      await bridge.operatorOnline();
      assert.equal(await client.operatorsOnline(lead), true);
      assert.equal((await client.transfer(lead, { reason: "просит человека" })).outcome, "transferred");
      assert.equal((await client.transfer(lead)).outcome, "transferred");
      const view = (await bridge.operatorView(user)).join("\n");
      assert.equal(view.split("Здравствуйте").length, 2);
      assert.match(view, /1\. О нас/);
      assert.match(view, /about_us/);
      await bridge.operatorSays(user, "Добрый день");
      await eventually(() => events.at(-1)?.type === "operator.message");
      assert.equal(events.at(-1).data.message.text, "Добрый день");
      client.leadMessage(lead, { text: "Спасибо" });
      await eventually(async () => (await words(bridge)).includes("Спасибо"));
      await bridge.operatorCloses(user);
      await eventually(() => events.at(-1).type === "dialog.returned");
      await client.close();
    } finally {
      await bridge.stop();
    }
  });
}));

const child = `
  const { BridgeClient, FileStorage } = require(process.argv[1]);
  const [, , url, token, signingSecret, directory, first, last] = process.argv;
  const client = new BridgeClient({ url, token, signingSecret, botId: "bot", storage: new FileStorage(directory) });
  for (let number = Number(first); number < Number(last); number += 1) {
    client.leadMessage({ id: 7, channel: "telegram" }, { text: "слово " + number }, { id: "m-" + number });
  }
  console.log("stored");
  setInterval(() => {}, 1000);
`;

for (const sent of [1, 9]) {
  test(`a bot that is killed after ${sent} messages continues in order and repeats nothing`, () =>
    withDirectory(async (directory) => {
      const bridge = await startBridge(channels);
      try {
        const start = async (first, last) => {
          const secrets = [bridge.secret("BRIDGE_TOKEN"), bridge.secret("SIGNING_SECRET")];
          const options = [`${bridge.receiver}/bot/support`, ...secrets, directory, first, last];
          const bot = spawn(process.execPath, ["-e", child, library, ...options], { stdio: ["ignore", "pipe", "inherit"] });
          const ended = new Promise((resolve) => bot.once("exit", resolve));
          await new Promise((resolve) => createInterface({ input: bot.stdout }).once("line", resolve));
          return { kill: () => { bot.kill("SIGKILL"); return ended; } };
        };
        let bot = await start(0, 15);
        await eventually(async () => (await bridge.journal()).filter((entry) => entry.name === "sendText").length >= sent);
        await bot.kill();
        // The channel repeats the last messages to the new process.
        bot = await start(10, 20);
        await eventually(() => readdirSync(join(directory, "outbox")).length === 0);
        await bot.kill();
        await bridge.operatorOnline();
        const client = makeClient(bridge, new FileStorage(directory));
        assert.equal((await client.transfer(lead)).outcome, "transferred");
        await client.close();
        await eventually(async () => (await words(bridge)).length >= 20);
        assert.deepEqual(await words(bridge), Array.from({ length: 20 }, (_, number) => `слово ${number}`));
      } finally {
        await bridge.stop();
      }
    }));
}

test("a transfer waits for a bridge that is away", () => withDirectory(async (directory) => {
  const bridge = await startBridge(channels);
  try {
    await bridge.operatorOnline();
    const away = makeClient(bridge, new FileStorage(directory), { url: "http://127.0.0.1:9/bot", transferWait: 200 });
    away.leadMessage(lead, { text: "Раз" });
    assert.equal(await away.operatorsOnline(lead), null);
    const { outcome, requestId } = await away.transfer(lead);
    assert.equal(outcome, "pending");
    away.leadMessage(lead, { text: "Два" });
    await away.close();
    const replies = [];
    const storage = new FileStorage(directory);
    const client = makeClient(bridge, storage, { onReply: (who, reply) => replies.push([who, reply]) });
    assert.equal(await client.drain(30_000), true);
    assert.deepEqual(replies, [[lead, { requestId, outcome: "transferred", script: null }]]);
    await eventually(async () => (await words(bridge)).join() === "Раз,Два");
    await client.close();
  } finally {
    await bridge.stop();
  }
}));

for (const [first, attempts] of [[503, 2], [429, 2], [408, 2], ["incomplete_body", 2], [400, 1], [401, 1], [404, 1], [409, 1], [422, 1]]) {
  test(`an answer of ${first} is followed by ${attempts} attempts`, () => withDirectory(async (directory) => {
    const bodies = [];
    const listener = async (request, response) => {
      let body = "";
      for await (const part of request) body += part;
      bodies.push(body);
      const status = bodies.length > 1 ? 200 : Number(first) || 400;
      response.writeHead(status).end(JSON.stringify({ error: { code: first } }));
    };
    await withServer(listener, async (url) => {
      const client = open({ url, token: "t", botId: 1, storage: new FileStorage(directory), log: quiet });
      client.botMessage(lead, { text: "Привет" });
      assert.equal(await client.drain(10_000), true);
      await client.close();
    });
    assert.equal(bodies.length, attempts);
    assert.equal(new Set(bodies).size, 1);
  }));
}

const ping = { v: 1, id: "ping:1", type: "ping", bot_id: 0, lead: { id: 0 }, data: {} };
const notice = { ...ping, id: "n:1", type: "notice", data: { kind: "system", text: "Привет" } };
const blocked = { ...notice, id: "n:2", lead: { id: "blocked" } };
for (const [name, method, token, body, status, handled] of [
  ["a ping", "POST", "right", ping, 200, 0],
  ["a wrapped ping", "POST", "right", { script_request_params: ping }, 200, 0],
  ["a notice, twice", "POST", "right", notice, 200, 1],
  ["the old token", "POST", "old", notice, 200, 1],
  ["a wrong token", "POST", "wrong", notice, 401, 0],
  ["no event", "POST", "right", [], 400, 0],
  ["another version", "POST", "right", { ...notice, v: 2 }, 400, 0],
  ["a lead that blocked the bot", "POST", "right", blocked, 410, 0],
  ["another method", "GET", "right", ping, 405, 0],
]) {
  test(`the endpoint answers ${status} to ${name}`, () => withDirectory(async (directory) => {
    const events = [];
    const handler = (event) => {
      if (event.lead.id === "blocked") throw new LeadUnreachable("blocked");
      events.push(event);
    };
    const endpoint = new BridgeEndpoint({ handler, tokens: ["right", "old"], storage: new FileStorage(directory), log: quiet });
    const headers = { authorization: `Bearer ${token}` };
    const replies = await Promise.all([1, 2].map(() => endpoint.answer(method, headers, Buffer.from(JSON.stringify(body)))));
    assert.deepEqual(replies.map((reply) => reply.status), [status, status]);
    assert.equal(events.length, handled);
    if (status === 200) assert.equal(replies[1].json.id, (body.script_request_params ?? body).id);
  }));
}
