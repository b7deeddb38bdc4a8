// The page: what is selected, and when which part is shown anew.

import { listen } from "./api.js";
import { look, lookSoon, showBridge, startBridge } from "./bridge.js";
import { forgetCalls, receive, showAllCalls, showCalls, startCalls } from "./calls.js";
import { $, el, setText, sync } from "./dom.js";
import { showFaults } from "./faults.js";
import { showLead, startLead } from "./lead.js";
import { showOperators, startOperators } from "./operators.js";
import { store, storedTheme, switchLanguage, translate, word } from "./words.js";

const page = {
  /** The last scene of the sandbox. */
  scene: { bindings: [], switches: [] },
  bindingID: undefined,
  /** The selected lead's key. */
  lead: undefined,
  /** LiveTex's user of a dialog that was selected in the queue. */
  user: undefined,
  binding: () => page.scene.bindings.find(binding => binding.id === page.bindingID),

  select(lead, user) {
    page.lead = lead ?? page.lead;
    page.user = user;
    page.show();
    showAllCalls(page);
    look(page);
  },

  /** Shows everything at the next frame; many changes at once are one showing. */
  show() {
    if (page.isAsked) return;
    page.isAsked = true;
    // A hidden tab has no frames.
    (document.hidden ? setTimeout : requestAnimationFrame)(() => {
      page.isAsked = false;
      render();
    });
  },
};

let isConnected = false;

function render() {
  if (!page.scene.bindings.length) return;
  const ids = page.scene.bindings.map(binding => binding.id);
  page.bindingID ??= ids[0];
  sync($("binding"), ids, id => id, id => el("option", { value: id }, id));
  $("bindingLabel").hidden = ids.length < 2;
  showLead(page);
  showOperators(page);
  showFaults(page);
  showBridge(page);
  showCalls(page);
}

function showConnection() {
  setText($("connection"), word(isConnected ? "connected" : "disconnected"));
  $("connection").classList.toggle("lost", !isConnected);
}

function showSettings() {
  translate();
  setText($("language"), word("language"));
  const theme = storedTheme();
  document.documentElement.dataset.theme = theme;
  setText($("theme"), word(`theme${theme}`));
  showConnection();
}

$("language").addEventListener("click", () => {
  switchLanguage();
  showSettings();
  render();
  showAllCalls(page);
});
$("theme").addEventListener("click", () => {
  const themes = ["auto", "light", "dark"];
  store("theme", themes[(themes.indexOf(storedTheme()) + 1) % themes.length]);
  showSettings();
});
$("binding").addEventListener("change", () => {
  page.bindingID = $("binding").value;
  page.select(undefined, undefined);
});

startLead(page);
startOperators(page);
startBridge(page);
startCalls(page);
showSettings();
listen({
  call: call => {
    receive(page, call);
    lookSoon(page);
  },
  scene: scene => {
    page.scene = scene;
    page.show();
    lookSoon(page);
  },
  reset: forgetCalls,
  connected: connected => {
    isConnected = connected;
    showConnection();
  },
});
