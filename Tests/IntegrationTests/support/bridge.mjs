// Runs the real receiver and courier around the sandbox's LiveTex, for a bot that is under test.

import { execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** The path of a program under test. */
export function program(name) {
  const directory = process.env.LIVETEX_BRIDGE_TEST_PROGRAMS;
  if (!directory) throw new Error("LIVETEX_BRIDGE_TEST_PROGRAMS is not set: run the tests with `make test`");
  return join(directory, name);
}

/**
 * Compiles a channels.yaml and starts the sandbox with it.
 *
 * @param channels the text of channels.yaml
 * @param platformURL where the bot takes events; without it the sandbox is the platform
 */
export async function startBridge(channels, platformURL) {
  const directory = mkdtempSync(join(tmpdir(), "livetex-integration-"));
  try {
    return await start(directory, channels, platformURL);
  } catch (error) {
    rmSync(directory, { recursive: true, force: true });
    throw error;
  }
}

/** A secret that is long enough, the same for each run. */
function secretOf(variable) {
  const value = createHash("sha256").update(variable).digest("base64");
  return variable.includes("SIGNING") ? `whsec_${value}` : value;
}

async function start(directory, channels, platformURL) {
  writeFileSync(join(directory, "channels.yaml"), channels);
  execFileSync(program("livetex-bridge"), ["compile", join(directory, "channels.yaml"), "-o", join(directory, "bundle")], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  const work = join(directory, "work");
  const options = ["serve", "--bundle", join(directory, "bundle"), "--work", work];
  const variables = { ...process.env };
  if (platformURL) {
    // A platform of one's own has secrets of its own.
    options.push("--platform", platformURL);
    for (const [, name] of channels.matchAll(/env: (\w+)/g)) variables[name] = secretOf(name);
  }
  const child = spawn(program("livetex-sandbox"), options, { env: variables, stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const line = await new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).once("line", resolve);
    ended.then((code) => reject(new Error(`livetex-sandbox ended with ${code}`)));
  });
  const { url, receiver_url: receiver } = JSON.parse(line);

  const environment = {};
  for (const entry of readFileSync(join(work, "environment"), "utf8").split("\n")) {
    const at = entry.indexOf("=");
    if (at > 0) environment[entry.slice(0, at)] = entry.slice(at + 1);
  }

  async function call(path, body) {
    const answer = await fetch(url + path, body && { method: "POST", body: JSON.stringify(body) });
    const value = await answer.json();
    if (!answer.ok) throw new Error(`${path}: ${JSON.stringify(value)}`);
    return value;
  }

  return {
    url,
    receiver,
    /** The value of a variable that channels.yaml names. */
    secret: (name) => environment[`SANDBOX_${name}`] ?? environment[name],
    control: call,
    operatorOnline: (online = true) => call("/sandbox/operator/online", { operator: "501", online }),
    operatorSays: (user, text) => call("/sandbox/operator/says", { operator: "501", user, text }),
    operatorReads: (user) => call("/sandbox/operator/reads", { operator: "501", user }),
    operatorSends: (user, file) => call("/sandbox/operator/sends", { operator: "501", user, ...file }),
    operatorCloses: (user) => call("/sandbox/operator/closes", { operator: "501", user }),
    /** What operators see of a dialog: one text per line, with its header. */
    async operatorView(user) {
      const { operators_see: views } = await call("/sandbox/dialogs");
      return (views[user] ?? []).map((entry) => entry.text);
    },
    journal: () => call("/sandbox/journal"),
    log: () => {
      try { return readFileSync(join(work, "log"), "utf8"); } catch { return ""; }
    },
    async stop() {
      child.kill("SIGTERM");
      await ended;
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Waits until a check returns something true, and returns that. */
export async function eventually(check, what = check.toString(), limit = 30_000) {
  const deadline = Date.now() + limit;
  for (;;) {
    const value = await check();
    if (value) return value;
    if (Date.now() > deadline) throw new Error(`never happened: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}
