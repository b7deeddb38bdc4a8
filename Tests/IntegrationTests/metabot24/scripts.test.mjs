// The scripts of integrations/metabot24, unchanged, against the real receiver, courier and sandbox.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { eventually, startBridge } from "../support/bridge.mjs";

const here = new URL(".", import.meta.url);
const channels = readFileSync(new URL("../../../integrations/metabot24/channels.yaml", here), "utf8");
const user = "49:30400";
let updates = 1000;

/** A message of Telegram's webhook. */
const telegram = (message, id = ++updates) => ({ update_id: id, message: { date: 1_795_420_800 + id, ...message } });

async function startMetabot(settings) {
  const child = spawn(process.execPath, [fileURLToPath(new URL("stand-in.mjs", here)), JSON.stringify(settings)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const port = await new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).once("line", resolve);
    ended.then(() => reject(new Error("the stand-in ended")));
  });
  const url = `http://127.0.0.1:${port}`;
  async function call(path, body) {
    const answer = await fetch(url + path, { method: "POST", body: JSON.stringify(body ?? {}) });
    const value = await answer.json();
    assert.equal(answer.status, 200, JSON.stringify(value));
    return value;
  }
  return {
    url: `${url}/api/v1/bots/49/call/livetex`,
    settings: (changes) => call("/settings", changes),
    see: () => call("/see/30400"),
    incoming: (payload) => call("/incoming/30400", payload),
    run: (what) => call("/run/30400", what),
    js: async (source) => (await call("/run/30400", { source: `snippet('Business.LiveTex.Bridge');\n${source}` })).result,
    async stop() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}

/** Runs a body with Metabot and the bridge. */
async function withMetabot(settings, body, yaml = channels) {
  const metabot = await startMetabot({ token: "", bridgeToken: "", ...settings });
  try {
    const bridge = await startBridge(yaml, metabot.url);
    try {
      const bridgeURL = `${bridge.receiver}/bot/support`;
      await metabot.settings({ token: bridge.secret("METABOT_TOKEN"), bridgeToken: bridge.secret("BRIDGE_TOKEN"), bridgeURL });
      await body(metabot, bridge, bridgeURL);
    } finally {
      await bridge.stop();
    }
  } finally {
    await metabot.stop();
  }
}

const sees = (bridge, ...lines) =>
  eventually(async () => {
    const view = await bridge.operatorView(user);
    return lines.every((line) => view.some((text) => text.includes(line))) && view;
  }, `operators see ${lines}`);
const reads = (metabot, text) =>
  eventually(async () => (await metabot.see()).chat.some((entry) => entry.text === text), `the lead reads ${text}`);

/** Operators see a dialog from its transfer on. */
async function handOver(metabot, bridge) {
  await bridge.operatorOnline();
  await metabot.run({ file: "script-transfer.js" });
  assert.equal((await metabot.see()).memory.livetex_outcome, "transferred");
}

/** The attributes that operators see. */
async function selectedAttributes(bridge) {
  const selection = (await bridge.journal()).find((entry) => entry.name === "selectDestination");
  return JSON.parse(JSON.stringify(selection.request)).attributes;
}

// The forms of a request that a script may see, and of an answer that Metabot may give.
const forms = [
  { name: "wrapped in script_request_params", settings: { reads: "params" } },
  { name: "wrapped, with a wrapped answer", settings: { reads: "request", answers: "wrapped" } },
  {
    name: "bare",
    settings: { reads: "text" },
    yaml: channels.replace("      body: script_request_params\n", ""),
  },
];

for (const { name, settings, yaml } of forms) {
  test(`a whole dialog, with the body ${name}`, async () => {
    await withMetabot(settings, async (metabot, bridge) => {
      // The lead and the bot talk. Telegram repeats an update; a menu follows.
      const first = telegram({ text: "Здравствуйте" });
      await metabot.incoming(first);
      await metabot.incoming(first);
      await metabot.js(`livetex.say('Чем помочь?', null, null, [{code: '1', label: 'О нас', script_code: 'about_us'}]);`);
      await metabot.js(`livetex.menuChoice('1', 'about_us', 'О нас');`);
      await metabot.incoming(telegram({ caption: "Вот", document: { file_name: "договор.pdf" } }));
      // The page's own sample, unchanged.
      await metabot.js(`attr = {\n 'номер_заявки': 705,\n 'имя_заявки': 'Test',\n };\n lead.setLiveTexAttr(attr);`);

      // Nobody is online: the bot keeps the dialog.
      assert.equal(await metabot.js("return livetex.operatorsOnline();"), false);
      await metabot.run({ file: "script-transfer.js" });
      let lead = await metabot.see();
      assert.equal(lead.memory.livetex_outcome, "no_operators");
      assert.deepEqual([lead.isForwarded, lead.ran], [false, ["nobody_there"]]);

      await bridge.operatorOnline();
      assert.equal(await metabot.js("return livetex.operatorsOnline();"), true);
      await metabot.run({ file: "script-transfer.js" });
      lead = await metabot.see();
      assert.equal(lead.memory.livetex_outcome, "transferred");
      assert.equal(lead.isForwarded, true);
      await reads(metabot, "Диалог переведён на оператора");
      const view = await sees(bridge, "Здравствуйте", "1. О нас", "about_us", "[файл: договор.pdf]");
      assert.equal(view.filter((text) => text.includes("Здравствуйте")).length, 1);
      assert.deepEqual(await selectedAttributes(bridge), { номер_заявки: "705", имя_заявки: "Test" });

      // The operator answers, with a file; the lead writes back.
      await bridge.operatorReads(user);
      await reads(metabot, "Оператор Анна подключился к диалогу");
      await bridge.operatorSays(user, "Добрый день / 👋");
      await reads(metabot, "Добрый день / 👋");
      await bridge.operatorSends(user, { url: "https://files.example/price.png", name: "price.png", comment: "Прайс" });
      await reads(metabot, "Прайс");
      const file = (await metabot.see()).chat.find((entry) => entry.text === "Прайс").attachments[0];
      assert.deepEqual(file, { type: "image", url: "https://files.example/price.png", name: "price.png" });
      await metabot.incoming(telegram({ text: "Спасибо" }));
      await sees(bridge, "Спасибо");

      // The operator closes: the bot leads again.
      await bridge.operatorCloses(user);
      await reads(metabot, "Оператор вернул диалог боту");
      lead = await eventually(async () => {
        const lead = await metabot.see();
        return lead.ran.includes("back_to_bot") && lead;
      });
      assert.equal(lead.isForwarded, false);
      assert.equal(lead.attributes.livetex_last_error, undefined);
    }, yaml);
  });
}

test("the lead takes the dialog back", async () => {
  await withMetabot({ hasLiveTexChannel: true }, async (metabot, bridge) => {
    await bridge.operatorOnline();
    await metabot.js("lead.setLiveTexAttr({'номер_заявки': 705});");
    await metabot.run({ file: "script-transfer.js" });
    assert.equal((await metabot.see()).isForwarded, true);
    // A selection that has not gone out yet would be dropped by the return.
    await reads(metabot, "Диалог переведён на оператора");
    await metabot.run({ file: "script-return.js", payload: telegram({ text: "меню" }) });
    const lead = await eventually(async () => {
      const lead = await metabot.see();
      return lead.ran.includes("back_to_bot") && lead;
    });
    assert.equal(lead.isForwarded, false);
    assert.deepEqual(await selectedAttributes(bridge), { номер_заявки: "705" });
  });
});

test("a transfer brings what the bot remembered, before the first line of an operator", async () => {
  await withMetabot({}, async (metabot, bridge) => {
    await bridge.operatorOnline();
    await metabot.js("livetex.remember('lead', 'Где заказ?'); livetex.remember('bot', 'Номер заказа?');");
    await metabot.run({ file: "script-transfer.js" });
    const view = await sees(bridge, "Где заказ?", "Номер заказа?");
    assert.deepEqual(view, ["🙂 Клиент\nГде заказ?", "🤖 Бот\nНомер заказа?"]);
    assert.equal((await metabot.see()).attributes.livetex_history, "[]");
  });
});

test("what could not be sent goes out later, in order and once", async () => {
  await withMetabot({}, async (metabot, bridge, bridgeURL) => {
    await bridge.operatorOnline();
    await metabot.settings({ bridgeURL: "http://127.0.0.1:9/hooks/bot/support" });
    const first = telegram({ text: "Раз" });
    await metabot.incoming(first);
    await metabot.js("livetex.say('Два');");
    await metabot.run({ file: "script-transfer.js" });
    let lead = await metabot.see();
    assert.equal(lead.memory.livetex_outcome, "pending");
    assert.equal(lead.isForwarded, false);
    assert.equal(await metabot.js("return livetex.waiting();"), 3);
    assert.equal(await metabot.js("return livetex.operatorsOnline();"), null);

    await metabot.settings({ bridgeURL });
    await metabot.run({ file: "script-flush.js" });
    lead = await metabot.see();
    assert.equal(lead.isForwarded, true);
    assert.equal(await metabot.js("return livetex.waiting();"), 0);
    await metabot.incoming(first);
    await metabot.incoming(telegram({ text: "Три" }));
    const view = await sees(bridge, "Раз", "Два", "Три");
    const words = view.flatMap((text) => text.match(/Раз|Два|Три/) ?? []);
    assert.deepEqual(words, ["Раз", "Два", "Три"]);
  });
});

test("an event whose answer was lost is sent again, without a second effect", async () => {
  await withMetabot({}, async (metabot, bridge) => {
    await metabot.settings({ lostAnswers: 1 });
    await metabot.incoming(telegram({ text: "Раз" }));
    assert.equal(await metabot.js("return livetex.waiting();"), 1);
    await metabot.js("livetex.say('Два');");
    assert.equal(await metabot.js("return livetex.waiting();"), 0);
    await handOver(metabot, bridge);
    const view = await sees(bridge, "Раз", "Два");
    assert.equal(view.length, 2);
  });
});

test("a refused event is not repeated, and says so in an attribute", async () => {
  await withMetabot({}, async (metabot, bridge) => {
    await metabot.settings({ bridgeToken: "wrong" });
    await metabot.js("livetex.say('Привет');");
    const lead = await metabot.see();
    assert.match(lead.attributes.livetex_last_error, /^refused 401 .*bot\.message/);
    assert.equal(await metabot.js("return livetex.waiting();"), 0);
    await metabot.settings({ bridgeToken: bridge.secret("BRIDGE_TOKEN") });
    await metabot.js("livetex.say('Снова');");
    await handOver(metabot, bridge);
    assert.ok(!(await sees(bridge, "Снова")).some((text) => text.includes("Привет")));
  });
});

test("an endpoint that answers 200 with an error loses no message of an operator", async () => {
  await withMetabot({}, async (metabot, bridge) => {
    await bridge.operatorOnline();
    await metabot.incoming(telegram({ text: "Здравствуйте" }));
    await metabot.run({ file: "script-transfer.js" });
    await reads(metabot, "Диалог переведён на оператора");
    await metabot.settings({ failures: 2 });
    await bridge.operatorSays(user, "Важно");
    await reads(metabot, "Важно");
    const { chat } = await metabot.see();
    assert.equal(chat.filter((entry) => entry.text === "Важно").length, 1);
  });
});

test("a callback step mirrors each message once", async () => {
  await withMetabot({}, async (metabot, bridge) => {
    const first = telegram({ text: "Первое" });
    await metabot.incoming(first);
    const step = { file: "hook-callback.js" };
    assert.equal((await metabot.run({ ...step, payload: first, isFirstImmediateCall: true })).result, false);
    await metabot.run({ ...step, payload: telegram({ text: "Второе" }), isFirstImmediateCall: false });
    await metabot.js("lead.setAttr('phone', '+7 900');");
    await metabot.run({ file: "hook-answer.js" });
    await handOver(metabot, bridge);
    const view = await sees(bridge, "Первое", "Второе", "+7 900");
    assert.equal(view.length, 3);
  });
});

test("a ping concerns no lead", async () => {
  await withMetabot({}, async (metabot, bridge) => {
    const body = { v: 1, id: "ping:1", type: "ping", ts: "2026-11-23T08:00:00.000Z", bot_id: 0, lead: { id: 0 }, data: {} };
    const answer = await fetch(metabot.url, {
      method: "POST",
      headers: { authorization: `Bearer ${bridge.secret("METABOT_TOKEN")}` },
      body: JSON.stringify({ script_request_params: body }),
    });
    assert.equal((await answer.json()).id, "ping:1");
  });
});
