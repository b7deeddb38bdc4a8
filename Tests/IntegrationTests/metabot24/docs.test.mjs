// The shell lines of docs/metabot24.md and docs/ru/metabot24.md, as they are.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import test from "node:test";
import { eventually, startBridge } from "../support/bridge.mjs";

const root = new URL("../../../", import.meta.url);
const channels = readFileSync(new URL("integrations/metabot24/channels.yaml", root), "utf8");

for (const page of ["docs/metabot24.md", "docs/ru/metabot24.md"]) {
  test(`the five lines of ${page} hand a dialog over`, async () => {
    const blocks = [...readFileSync(new URL(page, root), "utf8").matchAll(/```sh\n(.*?)```/gs)].map((match) => match[1]);
    assert.equal(blocks.length, 3);
    const lines = blocks[2].trim().split("\n");
    assert.equal(lines.length, 5);
    const bridge = await startBridge(channels);
    try {
      // The page's sandbox has the port 8090, this one has any.
      const environment = {
        ...process.env,
        BOT: `${bridge.receiver}/bot/support`,
        TOKEN: `Authorization: Bearer ${bridge.secret("BRIDGE_TOKEN")}`,
      };
      await bridge.operatorOnline();
      const run = (line) =>
        JSON.parse(execFileSync("sh", ["-c", line], { env: environment, stdio: ["ignore", "pipe", "ignore"] }));
      const replies = lines.slice(0, 4).map(run);
      await eventually(async () => (await bridge.operatorView("49:30400")).join().includes("Чем помочь?"));
      replies.push(run(lines[4]));
      assert.deepEqual(replies.map((reply) => reply.status), Array(5).fill("accepted"));
      assert.equal(replies[2].data.online, true);
      assert.equal(replies[3].data.outcome, "transferred");
    } finally {
      await bridge.stop();
    }
  });
}
