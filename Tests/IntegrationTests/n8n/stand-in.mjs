// Runs a flow of n8n: the few types of node that integrations/n8n/livetex.json uses, as n8n documents them.

import { createServer } from "node:http";
import { createRequire } from "node:module";

const AsyncFunction = (async () => {}).constructor;
const ownRequire = createRequire(import.meta.url);
const library = new URL("../../../integrations/javascript/index.js", import.meta.url).pathname;
const requireModule = (name) => ownRequire(name === "livetex-bridge-client" ? library : name);

/** A text with expressions: `={{ … }}`, or a plain one. */
function evaluate(text, scope) {
  if (typeof text !== "string" || !text.startsWith("=")) return text;
  const parts = text.slice(1).split(/{{(.*?)}}/s);
  const values = parts.map((part, index) =>
    index % 2 ? new Function(...Object.keys(scope), `return (${part})`)(...Object.values(scope)) : part);
  return values.length === 3 && values[0] === "" && values[2] === "" ? values[1] : values.join("");
}

/** Starts the flow's webhooks at `/webhook/{path}`, with these environment variables. */
export async function startFlow(flow, environment) {
  const staticData = {};
  const byName = new Map(flow.nodes.map((node) => [node.name, node]));

  async function run(name, items, execution) {
    const node = byName.get(name);
    const json = items[0]?.json;
    const scope = {
      $env: environment, $json: json, $input: { first: () => items[0], all: () => items },
      $: (other) => ({ first: () => execution.results.get(other)[0] }),
      $getWorkflowStaticData: () => staticData,
    };
    const parameter = (text) => evaluate(text, scope);
    let [output, index] = [items, 0];
    switch (node.type.replace("n8n-nodes-base.", "")) {
      case "webhook": break;
      case "code":
        output = await new AsyncFunction("require", ...Object.keys(scope), node.parameters.jsCode)(
          requireModule, ...Object.values(scope));
        break;
      case "if": {
        const [condition] = node.parameters.conditions.conditions;
        index = parameter(condition.leftValue) === true ? 0 : 1;
        break;
      }
      case "httpRequest": {
        const answer = await fetch(parameter(node.parameters.url), {
          method: node.parameters.method, body: parameter(node.parameters.jsonBody),
          headers: { "content-type": "application/json" },
        });
        if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
        output = [{ json: await answer.json() }];
        break;
      }
      case "respondToWebhook":
        execution.respond(parameter(node.parameters.options.responseCode), parameter(node.parameters.responseBody));
        break;
      default: throw new Error(`a node of the type ${node.type}`);
    }
    execution.results.set(name, output);
    if (!output.length) return;
    for (const next of flow.connections[name]?.main[index] ?? []) await run(next.node, output, execution);
  }

  const server = createServer(async (request, response) => {
    const parts = [];
    for await (const part of request) parts.push(part);
    const webhook = flow.nodes.find((node) =>
      node.type.endsWith(".webhook") && request.url === `/webhook/${node.parameters.path}`);
    if (!webhook) return response.writeHead(404).end();
    const respond = (status, text) => response.writeHead(status, { "content-type": "application/json" }).end(text);
    const item = { json: { headers: request.headers, body: JSON.parse(Buffer.concat(parts)) } };
    try {
      await run(webhook.name, [item], { results: new Map(), respond });
      if (!response.writableEnded) respond(200, "{}");
    } catch (error) {
      respond(500, JSON.stringify({ message: error.message }));
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}/webhook`,
    stop: () => new Promise((resolve) => { server.closeAllConnections(); server.close(resolve); }),
  };
}
