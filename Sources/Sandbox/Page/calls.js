// The wire: every HTTP call in both directions, the newest first.

import { get, post } from "./api.js";
import { $, attempt, bytes, clock, el, setText, toast } from "./dom.js";
import { selectedLead } from "./lead.js";
import { selectedUser } from "./operators.js";
import { word } from "./words.js";

/** The calls by number. A call comes when it begins and again when it ends, so none is missing and none is there twice. */
const calls = new Map();
const rows = new Map();
const mostRows = 500;
/** Calls up to this number were cleared away. */
let cleared = 0;
const waiting = new Set();

export function receive(page, call) {
  calls.set(call.number, call);
  waiting.add(call.number);
  page.show();
}

export function forgetCalls() {
  calls.clear();
  rows.clear();
  waiting.clear();
  cleared = 0;
  $("calls").replaceChildren();
}

const state = call => {
  if (call.failure !== undefined) return ["bad", word("noAnswer")];
  if (call.status === undefined) return ["busy", word("underWay")];
  return [call.status < 300 ? "good" : "bad", String(call.status)];
};

const pretty = value => (value === undefined ? "" : typeof value === "string" ? value : JSON.stringify(value, null, 2));

const quote = text => `'${text.replaceAll("'", `'\\''`)}'`;

function curl(call) {
  const query = call.kind === "livetex_call" ? "?key=***" : "";
  const headers = call.kind.startsWith("platform") ? " -H 'Authorization: Bearer ***'" : "";
  return `curl -X POST ${quote(location.origin + call.path + query)} -H 'Content-Type: application/json'${headers} `
    + `--data ${quote(JSON.stringify(call.request))}`;
}

const fixture = call => pretty({ name: call.name, request: call.request, status: call.status, answer: call.answer });

async function copy(text) {
  await navigator.clipboard.writeText(text);
  toast(word("copied"));
}

async function again(call) {
  const answer = await post("/again", { number: call.number });
  toast(word("sentAgain", { text: answer.reply?.status ?? (answer.accepted ? "200" : "—") }));
}

function details(call) {
  const tools = el("div", { className: "row" });
  if (call.path) {
    tools.append(
      el("button", { type: "button", className: "plain", click: () => attempt(() => copy(curl(call))) }, word("copyCurl")),
      el("button", { type: "button", className: "plain", click: () => attempt(() => copy(fixture(call))) }, word("copyFixture")));
  }
  if (call.kind === "webhook" || call.kind === "platform_event") {
    tools.append(el("button", { type: "button", className: "plain", click: () => attempt(() => again(call)) }, word("again")));
  }
  return [
    tools,
    el("div", { className: "bodies" },
      el("div", {}, el("h3", {}, `${word("request")} · ${bytes(call.request_bytes)}`), el("pre", { tabIndex: 0 }, pretty(call.request))),
      el("div", {}, el("h3", {}, `${word("answer")} · ${bytes(call.answer_bytes)}`),
        el("pre", { tabIndex: 0 }, call.failure ?? pretty(call.answer)))),
  ];
}

function row(call) {
  const body = el("div", { className: "body" });
  const summary = el("summary", {},
    el("span", { className: "time" }), el("span", { className: "direction" }), el("span", { className: "name" }),
    el("span", { className: "path" }), el("span", { className: "note" }), el("span", { className: "size" }),
    el("span", { className: "took" }), el("span", { className: "status" }));
  const box = el("details", { toggle: () => { if (box.open) body.replaceChildren(...details(calls.get(call.number))); } },
    summary, body);
  return el("li", { className: call.kind }, box);
}

function update(element, call) {
  const box = element.firstElementChild;
  const [time, direction, name, path, note, size, took, status] = box.firstElementChild.children;
  setText(time, clock(call.time));
  setText(direction, word(call.kind));
  setText(name, call.name);
  setText(path, call.path ? `POST ${call.path}` : "");
  setText(note, [call.attempt > 1 ? word("attemptNumber", { n: call.attempt }) : "", call.note ?? ""].filter(Boolean).join(" · "));
  setText(size, call.path ? `${bytes(call.request_bytes)} / ${bytes(call.answer_bytes)}` : "");
  setText(took, call.milliseconds === undefined ? "" : `${call.milliseconds} ms`);
  const [kind, text] = state(call);
  setText(status, text);
  status.className = `status ${kind}`;
  if (box.open) box.lastElementChild.replaceChildren(...details(call));
}

function isShown(page, call) {
  if (call.number <= cleared) return false;
  if ($("onlyDialog").checked) {
    const names = [selectedLead(page)?.key, selectedUser(page)];
    if (call.binding !== page.bindingID || !names.includes(call.user)) return false;
  }
  const wanted = $("filter").value.trim().toLowerCase();
  if (!wanted) return true;
  const text = [word(call.kind), call.kind, call.name, call.path, state(call)[1], call.note, JSON.stringify(call.request),
    JSON.stringify(call.answer)].join(" ").toLowerCase();
  return wanted.split(/\s+/).every(part => text.includes(part));
}

/** Shows the calls that came since the last time. */
export function showCalls(page) {
  const list = $("calls");
  for (const number of [...waiting].sort((a, b) => a - b)) {
    const call = calls.get(number);
    let element = rows.get(number);
    if (!element) {
      element = row(call);
      element.dataset.number = number;
      rows.set(number, element);
      list.prepend(element);
    }
    update(element, call);
    element.hidden = !isShown(page, call);
  }
  waiting.clear();
  for (const number of [...rows.keys()].sort((a, b) => a - b).slice(0, Math.max(0, rows.size - mostRows))) {
    rows.get(number).remove();
    rows.delete(number);
  }
  showCount();
}

function showCount() {
  const count = [...rows.values()].filter(element => !element.hidden).length;
  setText($("count"), count ? String(count) : "");
  $("noCalls").hidden = count > 0;
}

/** Applies the filter and the language to all rows. */
export function showAllCalls(page) {
  for (const [number, element] of rows) {
    const call = calls.get(number);
    update(element, call);
    element.hidden = !isShown(page, call);
  }
  showCount();
}

export function startCalls(page) {
  $("filter").addEventListener("input", () => showAllCalls(page));
  $("onlyDialog").addEventListener("change", () => showAllCalls(page));
  $("clear").addEventListener("click", () => {
    cleared = Math.max(0, ...calls.keys());
    showAllCalls(page);
  });
  $("export").addEventListener("click", () => attempt(async () => {
    const query = new URLSearchParams({ binding: page.bindingID, lead: selectedLead(page).key });
    const file = new Blob([JSON.stringify(await get(`/recording?${query}`), null, 2) + "\n"], { type: "application/json" });
    const link = el("a", { href: URL.createObjectURL(file), download: "dialog.json" });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }));
}
