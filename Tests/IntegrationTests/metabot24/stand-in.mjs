// A stand-in for Metabot24: it gives the scripts of integrations/metabot24 the objects that Metabot's public pages
// describe, and runs them as they are. It is a process of its own, because Metabot's api.postJson is synchronous.
//
//     node stand-in.mjs '{"token": "…", "bridgeToken": "…", "reads": "params"}'
//
// It prints its port. The bridge posts to /api/v1/bots/49/call/livetex; the rest of the paths is for the test.

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import vm from "node:vm";

const scripts = fileURLToPath(new URL("../../../integrations/metabot24/", import.meta.url));
const settings = { reads: "params", answers: "bare", failures: 0, lostAnswers: 0, bridgeURL: "", ...JSON.parse(process.argv[2]) };
const leads = new Map();

function leadOf(id) {
  if (!leads.has(id)) leads.set(id, { attributes: {}, memory: {}, isForwarded: false, chat: [], ran: [], shown: 0 });
  return leads.get(id);
}

// ---- PHP's JSON: an empty object becomes a list, other than ASCII becomes \u, a slash becomes \/ --------------------

function throughPHP(value) {
  if (Array.isArray(value)) return value.map(throughPHP);
  if (!value || typeof value !== "object") return value;
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  return entries.length ? Object.fromEntries(entries.map(([name, member]) => [name, throughPHP(member)])) : [];
}

function phpText(value) {
  return JSON.stringify(throughPHP(value))
    .replace(/[\u0080-\uffff]/g, (unit) => "\\u" + unit.charCodeAt(0).toString(16).padStart(4, "0"))
    .replace(/\//g, "\\/");
}

// ---- Metabot's objects ----------------------------------------------------------------------------------------------

function makeAPI() {
  let headers = {};
  let code = 0;
  return {
    setHeaders: (text) => { headers = JSON.parse(text); },
    getLastResponseCode: () => code,
    postJson(url, body) {
      const fields = Object.entries(headers).flatMap(([name, value]) => ["-H", `${name}: ${value}`]);
      const options = ["-s", "-m", "20", "-w", "\n%{http_code}", ...fields, "--data-binary", "@-", url];
      try {
        const output = execFileSync("curl", options, { input: phpText(body), stdio: ["pipe", "pipe", "ignore"] }).toString();
        if (settings.lostAnswers > 0) {
          settings.lostAnswers -= 1;
          throw new Error("the connection broke");
        }
        const end = output.lastIndexOf("\n");
        code = Number(output.slice(end + 1));
        return JSON.parse(output.slice(0, end));
      } catch {
        code = 0;
        return null;
      }
    },
  };
}

function makeBot(payload) {
  return {
    getAttr: (name) => ({ livetex_url: settings.bridgeURL, livetex_token: settings.bridgeToken })[name] ?? null,
    getWebhookPayload: () => payload ?? null,
    sendMessage(text, buttons, attachments) {
      if (settings.failures > 0) {
        settings.failures -= 1;
        throw new Error("Telegram is out of reach");
      }
      current.chat.push({ text, ...(attachments && { attachments: throughPHP(attachments) }) });
      return true;
    },
    runScriptByCodeForLead(code, id) {
      leadOf(String(id)).ran.push(code);
      return true;
    },
    runTriggerByCodeForLead(code, id, ticket, isQueued, job) {
      if (!leads.has(String(id))) return false;
      run(`script-${code.replaceAll("_", "-")}.js`, String(id), throughPHP(job));
      return true;
    },
  };
}

function makeLead(id) {
  const state = leadOf(id);
  const lead = {
    getData: (name) => ({ id: Number(id), bot_id: 49, name: "Иван Петров" })[name] ?? null,
    getChannelCode: () => "telegram",
    getLastRequest: () => state.lastRequest ?? null,
    getAttr: (name) => state.attributes[name] ?? null,
    setAttr: (name, value) => { state.attributes[name] = String(value); },
    getJsonAttr: (name) => JSON.parse(state.attributes[name] ?? "null"),
    setJsonAttr: (name, value) => { state.attributes[name] = phpText(value); },
    setForwarded: (isForwarded) => { state.isForwarded = !!isForwarded; },
  };
  if (settings.hasLiveTexChannel) {
    lead.setLiveTexAttr = (more) => { state.liveTexAttributes = { ...state.liveTexAttributes, ...more }; };
    lead.getAllLiveTexAttrs = () => throughPHP(state.liveTexAttributes ?? {});
  }
  return lead;
}

let current = null;

/** Runs a script as Metabot does: the library is pasted in where `snippet` stands, and `return` is the result. */
function runSource(source, id, variables = {}) {
  const outer = current;
  current = id === null ? outer : leadOf(id);
  const text = source.replace(/^snippet\('Business\.LiveTex\.Bridge'\);$/m, () => library);
  const memory = current && {
    setAttr: (name, value) => { leadOf(id).memory[name] = value; },
    getAttr: (name) => leadOf(id).memory[name] ?? null,
  };
  const world = { api: makeAPI(), bot: makeBot(variables.payload), memory, console, ...variables };
  if (id !== null) world.lead = makeLead(id);
  try {
    return vm.runInNewContext(`(function () {\n${text}\n})()`, world);
  } finally {
    current = outer;
  }
}

const library = readFileSync(scripts + "livetex-lib.js", "utf8");
const run = (file, id, variables) => runSource(readFileSync(scripts + file, "utf8"), id, variables);

/** The forms in which an endpoint's script might see the request. */
function endpointVariables(body) {
  if (settings.reads === "params") return { script_request_params: body.script_request_params };
  if (settings.reads === "request") return { request: { json: body } };
  return { request: { body: JSON.stringify(body) } };
}

function endpoint(body) {
  try {
    const result = throughPHP(run("endpoint-livetex.js", null, endpointVariables(body)));
    return settings.answers === "wrapped" ? { success: true, result } : result;
  } catch (error) {
    // A low-code endpoint reports an error of its script with status 200.
    return { success: false, error: String(error) };
  }
}

// ---- HTTP -----------------------------------------------------------------------------------------------------------

function answer(path, headers, text) {
  if (path === "/api/v1/bots/49/call/livetex") {
    if (headers.authorization !== `Bearer ${settings.token}`) return [401, {}];
    return [200, endpoint(JSON.parse(text))];
  }
  const [, what, id] = path.split("/");
  if (what === "settings") return [200, Object.assign(settings, JSON.parse(text))];
  if (what === "see") return [200, leadOf(id)];
  if (what === "incoming") {
    // What the lead writes starts a route, or the route with «Действует при переводе на оператора».
    const payload = JSON.parse(text);
    leadOf(id).lastRequest = payload.message?.text ?? null;
    run(leadOf(id).isForwarded ? "hook-forwarded.js" : "hook-route.js", id, { payload });
    return [200, leadOf(id)];
  }
  if (what === "run") {
    const { file, source, ...variables } = JSON.parse(text);
    return [200, { result: (file ? run(file, id, variables) : runSource(source, id, variables)) ?? null }];
  }
  return [404, {}];
}

createServer((request, response) => {
  const parts = [];
  request.on("data", (part) => parts.push(part)).on("end", () => {
    let status, body;
    try {
      [status, body] = answer(request.url, request.headers, Buffer.concat(parts).toString());
    } catch (error) {
      [status, body] = [500, { error: String(error.stack) }];
    }
    response.writeHead(status, { "content-type": "application/json" }).end(phpText(body));
  });
}).listen(0, "127.0.0.1", function () { console.log(this.address().port); });
