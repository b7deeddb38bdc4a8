// The operators' desk: who is online, the queue, and the dialog as LiveTex shows it.

import { post } from "./api.js";
import { $, attempt, bubble, el, keepAtEnd, setText, sync } from "./dom.js";
import { selectedLead } from "./lead.js";
import { fileMenu } from "./samples.js";
import { language, word } from "./words.js";

let operatorID;
let shown = "";

const operators = page => page.binding()?.operators ?? [];
const operator = page => operators(page).find(person => person.id === operatorID) ?? operators(page)[0];
const named = (page, id) => operators(page).find(person => person.id === id)?.name ?? id;

/** The dialog that is shown: the selected lead's. A lead whose id is hashed is found by the selection in the queue. */
function conversation(page) {
  const user = page.user ?? selectedLead(page)?.user;
  return page.binding()?.conversations.find(item => item.user === user);
}

export const selectedUser = page => conversation(page)?.user ?? selectedLead(page)?.user;

const act = (page, path, more) => attempt(() => post(path, { binding: page.bindingID, ...more }));
const asOperator = (page, path, more) =>
  act(page, `/operator/${path}`, { operator: operator(page).id, user: conversation(page).user, ...more });

export function startOperators(page) {
  $("take").addEventListener("click", () => asOperator(page, "reads"));
  $("close").addEventListener("click", () => asOperator(page, "closes"));
  $("toBot").addEventListener("click", () => asOperator(page, "says", { text: "/bot" }));
  $("handOver").addEventListener("click", async () => {
    const other = operators(page).find(person => person.id !== operator(page).id);
    await act(page, "/transfers", { user: conversation(page).user, to: other.id });
    operatorID = other.id;
    page.show();
  });
  $("deskComposer").addEventListener("submit", event => {
    event.preventDefault();
    const text = $("deskText").value;
    if (!text.trim()) return;
    $("deskText").value = "";
    asOperator(page, "says", { text });
  });
  fileMenu($("deskAttach"), $("deskFiles"), file =>
    asOperator(page, "sends", { url: file.url, name: file.name, size: file.size }));
}

function seat(page, person) {
  const choose = () => {
    operatorID = person.id;
    page.show();
  };
  return el(
    "div", { className: "seat" },
    el("button", { type: "button", className: "person", "aria-pressed": "false", click: choose },
      el("span", { className: "avatar", "aria-hidden": "true" }, [...person.name][0] ?? "?"),
      el("span", { className: "name" })),
    el("button", {
      type: "button", className: "switch", role: "switch", "aria-checked": "false",
      click: event => act(page, "/operator/online", {
        operator: person.id, online: event.currentTarget.getAttribute("aria-checked") !== "true",
      }),
    }));
}

function showPeople(page) {
  sync($("people"), operators(page), person => person.id, person => seat(page, person), (row, person) => {
    const [choose, toggle] = row.children;
    setText(choose.querySelector(".name"), person.name);
    choose.setAttribute("aria-pressed", String(person.id === operator(page).id));
    choose.setAttribute("aria-label", `${word("workAs")}: ${person.name}`);
    toggle.setAttribute("aria-checked", String(person.online));
    setText(toggle, word(person.online ? "online" : "offline"));
    toggle.setAttribute("aria-label", `${person.name}: ${word("online")}`);
  });
}

function status(page, item) {
  if (item.operator) return `${word("withOperator")} ${named(page, item.operator)}`;
  if (item.group) return word("inQueue");
  return word(item.messages.length ? "closed" : "inBot");
}

function showQueue(page) {
  const list = page.binding()?.conversations ?? [];
  const current = conversation(page);
  const leads = page.binding()?.leads ?? [];
  sync($("conversations"), list, item => item.user,
    item => el("li", {}, el("button", { type: "button", click: () => page.select(leadOf(page, item)?.key, item.user) },
      el("strong"), el("span", { className: "hint" }))),
    (row, item) => {
      const button = row.firstElementChild;
      const lead = leads.find(lead => lead.user === item.user);
      setText(button.children[0], item.name ?? lead?.name ?? item.user);
      setText(button.children[1], status(page, item));
      button.classList.toggle("urgent", Boolean(item.group) && !item.operator);
      if (item === current) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    });
  $("noConversations").hidden = list.length > 0;
}

const leadOf = (page, item) => page.binding()?.leads.find(lead => lead.user === item.user);

/** A message as LiveTex has it: the first line tells who wrote it, since a gateway can speak only as the visitor. */
function message(page, item) {
  const { bot, lead } = page.binding().headers;
  const copy = { ...item };
  let who = item.speaker === "operator" ? item.name : undefined;
  for (const header of [bot, lead].filter(Boolean)) {
    if (item.speaker === "lead" && (item.text === header || item.text.startsWith(header + "\n"))) {
      who = header;
      copy.text = item.text.slice(header.length + 1);
      if (header === bot) copy.speaker = "bot";
    }
  }
  if (item.closed_by !== undefined) copy.text = `${word("closed")}${item.closed_by ? ": " + item.closed_by : ""}`;
  return bubble(copy, { mine: item.speaker === "operator", who });
}

export function showOperators(page) {
  showPeople(page);
  showQueue(page);
  const current = conversation(page);
  $("about").hidden = !current;
  const list = $("deskMessages");
  const view = `${page.bindingID} ${current?.user} ${language}`;
  if (view !== shown) list.replaceChildren();
  if (current) {
    const lead = leadOf(page, current);
    setText($("visitor"), current.name ?? lead?.name ?? current.user);
    setText($("assigned"), [current.group, status(page, current)].filter(Boolean).join(" · "));
    sync($("attributes"), Object.entries(current.attributes), ([name]) => name,
      ([name]) => el("div", {}, el("dt", {}, name), el("dd")), (row, [, value]) => setText(row.lastElementChild, value));
    setText($("hiddenHistory"), current.hidden ? word("hiddenHistory", { n: current.hidden }) : "");
    keepAtEnd(list, () => sync(list, current.messages, item => item.id, item => message(page, item)));
  }
  if (view !== shown) list.scrollTop = list.scrollHeight;
  shown = view;
  const other = operators(page).find(person => person.id !== operator(page)?.id);
  setText($("handOver"), other ? word("handOver", { name: other.name }) : "");
  const real = page.scene.real_livetex;
  $("realLiveTex").hidden = !real;
  setText($("realLiveTex"), real ? word("realLiveTex", { url: real }) : "");
  const isHidden = Boolean(real) || !current || (!current.group && !current.messages.length);
  for (const id of ["take", "handOver", "toBot", "close", "deskText", "deskAttach"]) $(id).disabled = isHidden;
  $("deskComposer").querySelector(".send").disabled = isHidden;
  $("handOver").hidden = !other;
}
