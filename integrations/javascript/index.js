// Connects a bot to livetex-bridge. It is a CommonJS module, so that `import` and `require` both take it; Code nodes of n8n
// have only `require`.
module.exports = {
  ...require("./lib/client.js"),
  ...require("./lib/connect.js"),
  ...require("./lib/endpoint.js"),
  ...require("./lib/signature.js"),
  ...require("./lib/storage.js"),
};
