// The faults as switches, each with what the bridge does about it.

import { post } from "./api.js";
import { $, attempt, el, setText, sync } from "./dom.js";
import { word } from "./words.js";

function card(fault) {
  const story = `story-${fault.name}`;
  return el(
    "div", { className: "fault" },
    el("button", {
      type: "button", className: "switch wide", role: "switch", "aria-checked": "false", "aria-describedby": story,
      "data-fault": fault.name,
      click: event => {
        const on = event.currentTarget.getAttribute("aria-checked") !== "true";
        return attempt(() => post("/switches", { name: fault.name, on }));
      },
    }),
    el("p", { className: "hint", id: story }));
}

export function showFaults(page) {
  sync($("switches"), page.scene.switches, fault => fault.name, card, (element, fault) => {
    const [button, story] = element.children;
    button.setAttribute("aria-checked", String(fault.on));
    setText(button, word(fault.name));
    setText(story, word(`${fault.name}_story`));
    element.classList.toggle("on", fault.on);
  });
}
