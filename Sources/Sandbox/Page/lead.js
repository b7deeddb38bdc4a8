// The lead's phone: who writes, the messages, the bot's buttons and the composer.

import { post } from "./api.js";
import { $, attempt, bubble, el, keepAtEnd, setText, sync } from "./dom.js";
import { fileMenu } from "./samples.js";
import { language, word } from "./words.js";

const botID = 49;

/** Leads that were made here and have not written yet. */
const made = [];
let shown = "";

const sent = lead => ({ id: lead.id, bot_id: lead.bot_id, channel: lead.channel, name: lead.name });
const keyOf = lead => `${lead.bot_id}:${JSON.stringify(lead.id)}`;

/** The binding's leads: those of the sandbox, then those that have not written yet. */
function leads(page) {
  const known = page.binding()?.leads ?? [];
  return [...known, ...made.filter(lead => !known.some(other => other.key === lead.key))];
}

export const selectedLead = page => leads(page).find(lead => lead.key === page.lead) ?? leads(page)[0];

function addLead(page, name, channel) {
  const used = leads(page).map(lead => Number(lead.id)).filter(Number.isFinite);
  const id = Math.max(30399, ...used) + 1;
  const lead = { id, bot_id: botID, channel, name: name || undefined, messages: [], user: `${botID}:${id}` };
  lead.key = keyOf(lead);
  made.push(lead);
  page.select(lead.key);
}

const act = (page, path, more) =>
  attempt(() => post(`/lead/${path}`, { binding: page.bindingID, lead: sent(selectedLead(page)), language, ...more }));

export function startLead(page) {
  $("leads").addEventListener("change", () => page.select($("leads").value));
  $("newLead").addEventListener("click", () => {
    $("leadForm").hidden = !$("leadForm").hidden;
    $("newLead").setAttribute("aria-expanded", String(!$("leadForm").hidden));
    if (!$("leadForm").hidden) $("leadName").focus();
  });
  $("leadForm").addEventListener("submit", event => {
    event.preventDefault();
    addLead(page, $("leadName").value.trim(), $("channel").value);
    $("leadName").value = "";
    $("leadForm").hidden = true;
    $("newLead").setAttribute("aria-expanded", "false");
    $("leadText").focus();
  });
  $("open").addEventListener("click", () => {
    act(page, "opens");
    $("leadText").focus();
  });
  $("leave").addEventListener("click", () => act(page, "leaves"));
  $("leadComposer").addEventListener("submit", event => {
    event.preventDefault();
    const text = $("leadText").value;
    if (!text.trim()) return;
    $("leadText").value = "";
    act(page, "says", { text });
  });
  fileMenu($("leadAttach"), $("leadFiles"), file => act(page, "sends", file));
}

function choices(page, message) {
  const items = (message.menu ?? []).filter(item => item.hidden !== true);
  if (!items.length) return [];
  return [
    el("div", { className: "choices" }, ...items.map(item =>
      el("button", {
        type: "button", className: "choice",
        click: () => act(page, "chooses", { code: item.code, script_code: item.script_code, label: item.label }),
      }, item.label ?? item.code))),
  ];
}

function message(page, message) {
  const who = { bot: word("bot"), operator: message.name }[message.speaker];
  return bubble(message, { mine: message.speaker === "lead", who, extra: choices(page, message) });
}

export function showLead(page) {
  if (!leads(page).length) addLead(page, word("leadDefault"), "telegram");
  const lead = selectedLead(page);
  const excluded = page.binding()?.excluded_channels ?? [];
  const mark = channel => (excluded.includes(channel) ? `${channel} · ${word("excludedMark")}` : channel);
  sync($("leads"), leads(page), item => item.key, item => el("option", { value: item.key }),
    (option, item) => setText(option, `${item.name ?? item.id} · ${mark(item.channel)}`));
  $("leads").value = lead.key;
  const channels = ["telegram", "whatsapp", "viber", "vk", "widget", ...excluded];
  sync($("channel"), channels, channel => channel, channel => el("option", { value: channel }),
    (option, channel) => setText(option, mark(channel)));
  $("excluded").hidden = !excluded.includes(lead.channel);

  const list = $("leadMessages");
  const view = `${page.bindingID} ${lead.key} ${language}`;
  if (view !== shown) list.replaceChildren();
  keepAtEnd(list, () => {
    const keyed = lead.messages.map((item, index) => ({ ...item, key: `${item.time} ${index}` }));
    sync(list, keyed, item => item.key, item => message(page, item));
  });
  if (view !== shown) list.scrollTop = list.scrollHeight;
  shown = view;
  $("start").hidden = lead.messages.length > 0;
  const real = page.scene.real_platform;
  $("realPlatform").hidden = !real;
  setText($("realPlatform"), real ? word("realPlatform", { url: real }) : "");
  $("leave").disabled = lead.messages.length === 0 || Boolean(real);
  for (const id of ["open", "leadText", "leadAttach", "newLead"]) $(id).disabled = Boolean(real);
}
