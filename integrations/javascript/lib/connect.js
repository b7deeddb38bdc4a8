// One client and one storage for all parts of a process that name the same directory: Code nodes of n8n run apart from
// each other, and two storages of one directory would overwrite each other's events.

const { BridgeClient } = require("./client.js");
const { FileStorage } = require("./storage.js");

const connections = new Map();

/**
 * The connection of a directory; the first call makes it.
 *
 * @param {object} options of BridgeClient, with `directory` in place of `storage`
 * @returns `{client, storage}`
 */
function connect({ directory, ...options }) {
  if (!connections.has(directory)) {
    const storage = new FileStorage(directory);
    connections.set(directory, { storage, client: new BridgeClient({ ...options, storage }) });
  }
  return connections.get(directory);
}

module.exports = { connect };
