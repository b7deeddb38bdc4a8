// The sandbox's functions over HTTP; GET /sandbox lists them.

/** Calls a function. Throws an Error with the sandbox's words. */
async function call(method, path, body) {
  const options = { method };
  if (body instanceof Blob) options.body = body;
  else if (body) {
    options.headers = { "Content-Type": "application/json" };
    options.body = JSON.stringify(body);
  }
  const answer = await fetch("/sandbox" + path, options);
  const value = await answer.json();
  if (!answer.ok) throw new Error(value.error ?? String(answer.status));
  return value;
}

export const get = path => call("GET", path);
export const post = (path, body) => call("POST", path, body);

/** Puts a file on the sandbox's shelf and returns its address, name, size and kind. */
export const upload = (name, blob) => call("POST", "/files?name=" + encodeURIComponent(name), blob);

/**
 * Listens to the sandbox. A browser connects again by itself and names the last event that it has; the sandbox then sends
 * what is missing.
 */
export function listen({ call, scene, reset, connected }) {
  const source = new EventSource("/sandbox/events");
  source.addEventListener("open", () => connected(true));
  source.addEventListener("error", () => connected(false));
  source.addEventListener("call", event => call(JSON.parse(event.data)));
  source.addEventListener("scene", event => scene(JSON.parse(event.data)));
  source.addEventListener("reset", () => reset());
}
