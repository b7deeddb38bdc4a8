// Signatures of Standard Webhooks (https://www.standardwebhooks.com): HMAC-SHA256 over `{id}.{timestamp}.{body}`.

const { createHmac, timingSafeEqual } = require("node:crypto");

/** How far a timestamp may be from now, in seconds. */
const TOLERANCE = 300;

function signature(secret, id, timestamp, body) {
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  return "v1," + createHmac("sha256", key).update(`${id}.${timestamp}.`).update(body).digest("base64");
}

/** Whether two texts are the same, in constant time for texts of one length. */
function isSame(one, other) {
  const [first, second] = [Buffer.from(one), Buffer.from(other)];
  return first.length === second.length && timingSafeEqual(first, second);
}

/** The three headers of a request. `secret` is base64, with or without `whsec_`; `now` is in milliseconds since 1970. */
function sign(secret, id, now, body) {
  const timestamp = String(Math.floor(now / 1000));
  return {
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": signature(secret, id, timestamp, body),
  };
}

/** Whether one of the secrets has signed the body. `headers` has names in lower case, `body` is a Buffer. */
function verify(secrets, headers, now, body) {
  const timestamp = headers["webhook-timestamp"] ?? "";
  if (!/^\d+$/.test(timestamp) || Math.abs(Number(timestamp) - now / 1000) > TOLERANCE) return false;
  const given = (headers["webhook-signature"] ?? "").split(" ");
  return secrets.some((secret) => {
    const expected = signature(secret, headers["webhook-id"] ?? "", timestamp, body);
    return given.some((one) => isSame(one, expected));
  });
}

module.exports = { sign, verify, isSame };
