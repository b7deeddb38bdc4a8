// What the bridge has stored of the selected dialog: its phase, what waits and until when, dead letters.

import { get, post } from "./api.js";
import { $, attempt, clock, el, setText, sync } from "./dom.js";
import { selectedUser } from "./operators.js";
import { word } from "./words.js";

const phases = ["bot", "checking", "waiting", "operator"];
let stored = { dialog: null, pending: [], dead_letters: [] };
let isLooking = false;
let isStale = false;
let timer;

/** Looks at the store. One look at a time; changes meanwhile lead to one more. */
export async function look(page) {
  if (isLooking) {
    isStale = true;
    return;
  }
  isLooking = true;
  isStale = false;
  const user = selectedUser(page);
  const query = new URLSearchParams({ binding: page.bindingID, ...(user ? { user } : {}) });
  const found = await attempt(() => get(`/bridge?${query}`));
  isLooking = false;
  if (found) {
    stored = found;
    showBridge(page);
  }
  if (isStale) look(page);
}

/** Looks after a short while: the courier stores a call's outcome just after the answer. */
export function lookSoon(page) {
  clearTimeout(timer);
  timer = setTimeout(() => look(page), 120);
}

/** Shows the time until the next try, and looks again while something waits. */
export function startBridge(page) {
  setInterval(() => {
    if (!stored.pending.length) return;
    showBridge(page);
    look(page);
  }, 1000);
}

const change = (page, path, body) =>
  attempt(async () => {
    await post(path, { binding: page.bindingID, ...body });
    await look(page);
  });

function laneText(lane) {
  const parts = [word("laneLine", { lane: word(`lane${lane.lane}`), n: lane.calls, kind: lane.kind })];
  if (lane.attempts > 0) parts.push(word("triedTimes", { n: lane.attempts }));
  if (lane.in_doubt) parts.push(word("inDoubt"));
  if (lane.last_error) parts.push(word("lastError", { text: lane.last_error }));
  if (lane.paused) parts.push(word("paused", { reason: lane.paused.reason }));
  else if (lane.next_attempt > 0) {
    const seconds = Math.ceil((lane.next_attempt - Date.now()) / 1000);
    parts.push(seconds > 0 ? word("nextTry", { s: seconds }) : word("now"));
  }
  return parts.join("; ");
}

export function showBridge(page) {
  const { dialog, pending, dead_letters: letters } = stored;
  const mine = pending.filter(item => item.binding === page.bindingID);
  sync($("phases"), phases, phase => phase, () => el("li"), (row, phase) => {
    setText(row, word(`phase${phase}`));
    row.classList.toggle("current", dialog?.phase === phase);
    if (dialog?.phase === phase) row.setAttribute("aria-current", "step");
    else row.removeAttribute("aria-current");
  });
  const count = mine.reduce((sum, item) => sum + item.pending, 0);
  const lines = [count ? word("callsWait", { n: count }) : word(dialog ? "allDelivered" : "notMirrored")];
  if (dialog?.phase === "waiting" && dialog.deadline) lines.push(word("deadline", { time: clock(dialog.deadline) }));
  setText($("summary"), lines.join(" "));
  $("summary").classList.toggle("busy", count > 0);
  const lanes = mine.flatMap(item => item.lanes.map(lane => ({ ...lane, key: `${item.dialog} ${lane.lane}` })));
  sync($("waiting"), lanes, lane => lane.key,
    () => el("li", {}, el("span"), el("button", {
      type: "button", className: "plain", "data-word": "resume", click: () => change(page, "/resume", {}),
    })),
    (row, lane) => {
      setText(row.firstElementChild, laneText(lane));
      setText(row.lastElementChild, word("resume"));
      row.lastElementChild.hidden = !lane.paused;
    });
  sync($("letters"), letters.length ? ["title", ...letters] : [], item => item.id ?? item, item => {
    if (item === "title") return el("h3");
    return el("div", { className: "letter" }, el("span"),
      el("button", { type: "button", click: () => change(page, "/dead-letters/requeue", { id: item.id }) }),
      el("button", {
        type: "button", className: "plain", click: () => change(page, "/dead-letters/drop", { id: item.id }),
      }));
  }, (row, item) => {
    if (item === "title") return setText(row, word("letters", { n: letters.length }));
    const [text, requeue, drop] = row.children;
    setText(text, [item.binding, item.kind, item.user_id, item.reason].filter(Boolean).join(" · "));
    setText(requeue, word("requeue"));
    requeue.hidden = item.kind !== "call";
    setText(drop, word("drop"));
    return undefined;
  });
}
