/** A binding with a signing secret and the platform that the test names. */
export const channels = `
version: 1
public_url: https://bridge.example.com/hooks
bindings:
  - id: support
    token: {env: LIVETEX_TOKEN}
    webhook_key: {env: LIVETEX_WEBHOOK_KEY}
    headers: {bot: "🤖 Бот", lead: "🙂 Клиент"}
    excluded_channels: [umnico, bitrix, jivo, webim, pyrus]
    bot:
      url: https://bot.example.com/livetex
      token: {env: BOT_TOKEN}
      accept_token: {env: BRIDGE_TOKEN}
      signing_secret: {env: SIGNING_SECRET}
      acknowledge: id
`;
