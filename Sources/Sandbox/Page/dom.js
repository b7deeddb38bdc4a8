// Small helpers for the document. Text from the wires is only ever set as text, never as HTML.

export const $ = id => document.getElementById(id);

/** Makes an element. Functions become listeners, `data-…` and `aria-…` attributes, all else properties. */
export function el(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined) continue;
    if (typeof value === "function") element.addEventListener(name, value);
    else if (name.includes("-") || name === "role") element.setAttribute(name, value);
    else element[name] = value;
  }
  element.append(...children.filter(child => child !== undefined && child !== null));
  return element;
}

/**
 * Makes the children of an element fit a list. An element stays the same as long as its key is in the list, so a focus or an
 * open part is not lost.
 */
export function sync(parent, list, key, make, update = () => {}) {
  const known = new Map([...parent.children].map(child => [child.dataset.key, child]));
  let next = parent.firstElementChild;
  for (const item of list) {
    const name = String(key(item));
    let child = known.get(name);
    known.delete(name);
    if (!child) {
      child = make(item);
      child.dataset.key = name;
    }
    update(child, item);
    if (child === next) next = next.nextElementSibling;
    else parent.insertBefore(child, next);
  }
  for (const child of known.values()) child.remove();
}

/** Sets a text only where it differs: a screen reader then reads only news. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

export const clock = time => new Date(time).toLocaleTimeString("ru-RU");

export function bytes(count) {
  if (count < 1024) return `${count} B`;
  return count < 1 << 20 ? `${(count / 1024).toFixed(1)} KB` : `${(count / (1 << 20)).toFixed(1)} MB`;
}

/** Shows a text for some seconds. */
export function toast(text, isError = false) {
  const place = $("toast");
  setText(place, text);
  place.classList.toggle("error", isError);
  place.classList.add("shown");
  clearTimeout(toast.timer);
  toast.timer = setTimeout(() => place.classList.remove("shown"), 4000);
}

/** Runs an action and shows what went wrong. */
export async function attempt(action) {
  try {
    return await action();
  } catch (error) {
    toast(error.message, true);
    return undefined;
  }
}

/** Whether an address is a file of this sandbox. Only those are shown and linked: nothing else is ever loaded. */
const isOwnFile = url => url.startsWith(location.origin + "/sandbox/files/");

/** A file as a picture, a video, a sound or a link. */
export function attachment(file) {
  const name = file.name ?? file.url;
  if (!isOwnFile(file.url)) return el("span", { className: "file" }, `📎 ${name}`, el("small", {}, file.url));
  if (file.kind === "image") {
    return el("a", { href: file.url, target: "_blank", rel: "noopener" }, el("img", { src: file.url, alt: name }));
  }
  if (file.kind === "video") return el("video", { src: file.url, controls: true, "aria-label": name });
  if (file.kind === "audio" || file.kind === "voice") {
    return el("audio", { src: file.url, controls: true, "aria-label": name });
  }
  return el(
    "a", { className: "file", href: file.url, target: "_blank", rel: "noopener" }, `📎 ${name}`,
    el("small", {}, file.size ? bytes(file.size) : ""));
}

/** A message of a dialog as a bubble. */
export function bubble(message, { mine, who, extra = [] }) {
  if (message.speaker === "system") {
    return el("div", { className: "system" }, message.text);
  }
  return el(
    "div", { className: `bubble ${mine ? "mine" : "theirs"} ${message.speaker}` },
    who ? el("span", { className: "who" }, who) : undefined,
    message.text ? el("p", {}, message.text) : undefined, ...(message.attachments ?? []).map(attachment), ...extra,
    el("time", {}, clock(message.time)));
}

/** Scrolls a list to its end when something was added and it was at its end before. */
export function keepAtEnd(list, change) {
  const isAtEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
  const count = list.children.length;
  change();
  if (isAtEnd && list.children.length !== count) list.scrollTop = list.scrollHeight;
}
