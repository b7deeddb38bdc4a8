// integrations/n8n/livetex.json, run by a stand-in for n8n, with the real bridge.

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { connect } from "../../../integrations/javascript/index.js";
import { eventually, startBridge } from "../support/bridge.mjs";
import { channels } from "../support/channels.mjs";
import { startFlow } from "./stand-in.mjs";

const flow = JSON.parse(readFileSync(new URL("../../../integrations/n8n/livetex.json", import.meta.url), "utf8"));
const user = "42:7";

/** Telegram's sendMessage. */
async function startTelegram() {
  const telegram = { said: [], failures: 0 };
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const part of request) body += part;
    assert.equal(request.url, "/bot42:token/sendMessage");
    if (telegram.failures > 0) {
      telegram.failures -= 1;
      return response.writeHead(502).end("{}");
    }
    telegram.said.push(JSON.parse(body).text);
    response.writeHead(200).end(JSON.stringify({ ok: true }));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  telegram.url = `http://127.0.0.1:${server.address().port}`;
  telegram.stop = () => new Promise((resolve) => { server.closeAllConnections(); server.close(resolve); });
  return telegram;
}

test("a whole dialog through the flow", async () => {
  const directory = mkdtempSync(join(tmpdir(), "livetex-integration-"));
  // What was started, to be ended in the other order.
  const ends = [() => rmSync(directory, { recursive: true, force: true })];
  try {
    await play(directory, ends);
  } finally {
    for (const end of ends.reverse()) await end();
  }
});

async function play(directory, ends) {
  const telegram = await startTelegram();
  ends.push(telegram.stop);
  const environment = {
    TELEGRAM_API: telegram.url, TELEGRAM_TOKEN: "42:token", TELEGRAM_SECRET: "of the webhook", LIVETEX_DIRECTORY: directory,
  };
  const n8n = await startFlow(flow, environment);
  ends.push(n8n.stop);
  // A flow cannot check a signature: n8n hands it the parsed body.
  const bridge = await startBridge(channels.replace("      signing_secret: {env: SIGNING_SECRET}\n", ""), `${n8n.url}/livetex`);
  ends.push(bridge.stop, () => connect({ directory }).client.close());
  Object.assign(environment, {
    BRIDGE_URL: `${bridge.receiver}/bot/support`, BRIDGE_TOKEN: bridge.secret("BRIDGE_TOKEN"),
    BOT_TOKEN: bridge.secret("BOT_TOKEN"),
  });
  let update = 100;
  const writes = async (text, id = ++update, secret = "of the webhook") => {
    const chat = { id: 7, type: "private" };
    const body = { update_id: id, message: { date: 1_795_420_800, chat, from: { first_name: "Иван" }, text } };
    const headers = { "x-telegram-bot-api-secret-token": secret };
    const answer = await fetch(`${n8n.url}/telegram`, { method: "POST", headers, body: JSON.stringify(body) });
    assert.equal(answer.status, 200, await answer.text());
  };
  const reads = (text) => eventually(() => telegram.said.includes(text), `the lead reads ${text}`);

  await writes("/start");
  await reads("Здравствуйте! Чем помочь?");
  await writes("чужое", undefined, "wrong");
  await writes("оператор");
  await reads("Сейчас нет свободных операторов.");
  await bridge.operatorOnline();
  await writes("оператор");
  await reads("Диалог переведён на оператора");
  const said = telegram.said.length;
  await writes("Есть кто?", 900);
  await writes("Есть кто?", 900);
  await eventually(async () => (await bridge.operatorView(user)).some((text) => text.includes("Есть кто?")));
  assert.equal(telegram.said.length, said);

  telegram.failures = 1;
  await bridge.operatorSays(user, "Добрый день");
  await reads("Добрый день");
  assert.equal(telegram.said.filter((text) => text === "Добрый день").length, 1);
  await bridge.operatorSends(user, { url: "https://files.example/a.pdf", name: "a.pdf" });
  await reads("https://files.example/a.pdf");
  await bridge.operatorCloses(user);
  await reads("Оператор вернул диалог боту");
  await eventually(async () => {
    await writes("Спасибо");
    return telegram.said.at(-1).startsWith("Не понимаю");
  });
  const view = await bridge.operatorView(user);
  assert.equal(view.filter((text) => text.includes("Есть кто?")).length, 1);
  assert.ok(!view.some((text) => text.includes("чужое")));

  const refused = await fetch(`${n8n.url}/livetex`, { method: "POST", body: "{}", headers: { authorization: "Bearer no" } });
  assert.equal(refused.status, 401);
}
