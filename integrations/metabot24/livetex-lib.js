// Business.LiveTex.Bridge: the library of all other scripts. Create it as a plugin script of your business; the other
// scripts include it with  snippet('Business.LiveTex.Bridge');  which is a plain substitution of text.
//
// Two bot attributes are needed (Настройки бота → Атрибуты):
//     livetex_url    the address of the binding: https://bridge.example.com/hooks/bot/support
//     livetex_token  the value of the binding's accept_token
//
// What a call rests on:
//     [D]  documented on a public page of Metabot
//     [C]  not documented, but seen in public code of bots
//     [A]  assumed: docs/ru/metabot24.md says how to try it, and what to do if it is otherwise

var LIVETEX_MAX_OUTBOX = 200;  // events that are kept for one lead while the bridge is out of reach
var LIVETEX_MAX_NOTES = 100;   // the bridge takes the newest 100 lines of a history

var livetex = (function () {
  // ---- State, in attributes of the lead ---------------------------------------------------------------------------

  // [D] lead.getAttr, lead.setAttr: the values are text.
  function stored(name, fallback) {
    var text = lead.getAttr(name);
    if (!text) return fallback;
    try { return JSON.parse(text); } catch (e) { return fallback; }
  }
  function store(name, value) { lead.setAttr(name, JSON.stringify(value)); }

  // An id that never comes twice, also if the attributes of the lead are cleared.
  function newId() {
    var number = (parseInt(lead.getAttr('livetex_number') || '0', 10) || 0) + 1;
    lead.setAttr('livetex_number', String(number));
    return 'mb-' + leadId() + '-' + Date.now().toString(36) + '-' + number;
  }
  function leadId() { return String(lead.getData('id')); }                                               // [D]

  // ---- One event --------------------------------------------------------------------------------------------------

  // `origin` is {id, ts} of the channel's own message. A webhook that the channel repeats then gives the same id and the
  // same bytes, and the bridge drops it. Without `origin` the event is a new one.
  function envelope(type, data, origin) {
    var event = {
      v: 1,
      id: origin && origin.id ? origin.id : newId(),
      type: type,
      bot_id: String(lead.getData('bot_id')),                                                            // [D]
      lead: { id: leadId(), channel: lead.getChannelCode() },                                            // [D]
      data: data
    };
    var name = lead.getData('name');                                                                     // [C]
    if (name) event.lead.name = String(name);
    if (!origin) event.ts = new Date().toISOString();
    else if (origin.ts) event.ts = origin.ts;
    return event;
  }

  // ---- Sending ----------------------------------------------------------------------------------------------------

  // [D] api.setHeaders, api.getLastResponseCode; api.postJson is synchronous and returns the parsed answer.
  // [A] Its second parameter is the body.
  function post(event) {
    var reply = null, code = 0;
    api.setHeaders(JSON.stringify({
      'Content-Type': 'application/json',
      'Authorization': 'Bearer ' + bot.getAttr('livetex_token')                                          // [D]
    }));
    try {
      reply = api.postJson(bot.getAttr('livetex_url'), event);
      code = parseInt(api.getLastResponseCode(), 10) || 0;
    } catch (e) {
      code = 0;
    }
    if (typeof reply === 'string') { try { reply = JSON.parse(reply); } catch (e) { reply = null; } }
    return { code: code, reply: reply };
  }

  // The contract: 2xx is stored; other answers must not be repeated, except these and no answer at all.
  function isToBeRepeated(answer) {
    if (answer.code === 0 || answer.code === 408 || answer.code === 429 || answer.code >= 500) return true;
    return answer.code === 400 && !!answer.reply && !!answer.reply.error && answer.reply.error.code === 'incomplete_body';
  }

  // Sends the outbox: events as text, the oldest first, one at a time. It stops at an event that is to be repeated; the
  // next event, or the script livetex_flush, continues. Returns the answers by event id.
  function flush() {
    var answers = {}, outbox;
    // Read anew each time: a script that settle() starts may send events itself.
    while ((outbox = stored('livetex_outbox', [])).length) {
      var event = JSON.parse(outbox.shift()), answer = post(event);
      if (isToBeRepeated(answer)) break;
      if (answer.code >= 300) noteLoss('refused ' + answer.code + ' ' + JSON.stringify(answer.reply), event);
      store('livetex_outbox', outbox);
      answers[event.id] = answer;
      if (event.type === 'transfer.request') settle(answer);
    }
    return answers;
  }

  function noteLoss(problem, event) { lead.setAttr('livetex_last_error', problem + ' ' + event.type + ' ' + event.id); }

  // Returns the answer to this event, or null if it waits in the outbox.
  function send(event) {
    var outbox = stored('livetex_outbox', []);
    outbox.push(JSON.stringify(event));
    while (outbox.length > LIVETEX_MAX_OUTBOX) noteLoss('dropped, the outbox is full:', JSON.parse(outbox.shift()));
    store('livetex_outbox', outbox);
    return flush()[event.id] || null;
  }

  // ---- A transfer -------------------------------------------------------------------------------------------------

  var requested = null;  // the outcome of the request that this run sends; null while it waits

  // Takes in the outcome of a request, also of one that had waited in the outbox.
  function settle(answer) {
    var reply = answer.reply || {}, data = reply.data || {};
    requested = 'failed';
    if (reply.status === 'ignored') requested = reply.reason === 'already_transferred' ? 'transferred' : 'failed';
    else if (data.outcome) requested = data.outcome;
    if (requested === 'transferred') lead.setForwarded(true);                                            // [D]
    var script = data.run_script;
    if (script && script.code) runScript(script.code);
  }

  // The script's commands run for this lead. [C]
  function runScript(code) { bot.runScriptByCodeForLead(code, lead.getData('id')); }

  // ---- Attributes -------------------------------------------------------------------------------------------------

  // The page of the LiveTex channel documents lead.setLiveTexAttr. An account without that channel may not have it; then
  // this one stores the same under the same name.
  // [D] by name: lead.setLiveTexAttr, lead.getAllLiveTexAttrs. [A] what they return, and that `lead` takes a new function.
  if (typeof lead !== 'undefined' && lead && typeof lead.setLiveTexAttr !== 'function') {
    lead.setLiveTexAttr = function (attributes) {
      var all = stored('sys_livetex_attrs', {});
      for (var name in attributes) all[name] = attributes[name];
      store('sys_livetex_attrs', all);
    };
  }
  function collectedAttributes() {
    var all = null;
    try { all = lead.getAllLiveTexAttrs(); } catch (e) { all = stored('sys_livetex_attrs', null); }
    return isEmpty(all) ? null : all;
  }
  // PHP has one empty value for lists and objects: [].
  function isEmpty(value) { return !value || typeof value !== 'object' || Object.keys(value).length === 0; }

  function message(parts, origin) {
    var result = { id: origin && origin.id ? origin.id : 'message' };
    if (parts.text) result.text = String(parts.text);
    if (!isEmpty(parts.attachments)) result.attachments = parts.attachments;
    if (!isEmpty(parts.items)) result.menu = { items: parts.items };
    return { message: result };
  }

  // ---- Telegram's own webhook body [C] ----------------------------------------------------------------------------

  var TELEGRAM_FILES = {
    photo: 'фото', video: 'видео', voice: 'голосовое сообщение', audio: 'аудио', video_note: 'видео', sticker: 'стикер',
    document: 'файл'
  };
  function telegramText(message) {
    var parts = [], text = message.text || message.caption;
    if (text) parts.push(text);
    // A link to a file of Telegram contains the bot's token, so no operator may see it. The message only says that there
    // was a file.
    for (var kind in TELEGRAM_FILES) {
      if (!message[kind]) continue;
      parts.push('[' + TELEGRAM_FILES[kind] + (message[kind].file_name ? ': ' + message[kind].file_name : '') + ']');
    }
    if (message.contact) parts.push(message.contact.phone_number);
    if (message.location) parts.push(message.location.latitude + ', ' + message.location.longitude);
    return parts.join('\n');
  }

  return {
    // ---- The lead -------------------------------------------------------------------------------------------------

    // Mirrors the incoming message that started this script. Calling it twice for one message does no harm.
    incoming: function () {
      var body = bot.getWebhookPayload();                                                                // [C]
      if (!body || !body.update_id) {
        // Another channel. [D] by name: lead.getLastRequest. It has no id, so call this once for each message.
        var text = lead.getLastRequest();
        return text ? this.leadMessage(text) : null;
      }
      var origin = { id: 'tg-' + lead.getData('bot_id') + '-' + body.update_id };
      if (body.callback_query) return this.menuChoice(body.callback_query.data, null, null, origin);
      var said = body.message || body.edited_message;
      if (!said) return null;
      if (said.date) origin.ts = new Date(said.date * 1000).toISOString();
      return this.leadMessage(telegramText(said), null, origin);
    },

    // attachments: [{kind: image|video|audio|voice|file, url, name}]
    leadMessage: function (text, attachments, origin) {
      if (!text && isEmpty(attachments)) return null;
      return send(envelope('lead.message', message({ text: text, attachments: attachments }, origin), origin));
    },

    // The lead chose an item of a menu. Operators see the code of the script, or else the item's code.
    menuChoice: function (code, scriptCode, label, origin) {
      var choice = { code: String(code) };
      if (scriptCode) choice.script_code = String(scriptCode);
      if (label) choice.label = String(label);
      return send(envelope('lead.menu_choice', { message: { id: 'choice' }, choice: choice }, origin));
    },

    // ---- The bot --------------------------------------------------------------------------------------------------

    // Says something and mirrors it. [D] bot.sendMessage(text, buttons, attachments); its attachments are {type, url}.
    // items: what operators see of the buttons, [{code, label, script_code, hide_code, hidden}]
    say: function (text, buttons, attachments, items) {
      var done = bot.sendMessage(text, buttons || null, attachments || null);
      this.botMessage(text, items, (attachments || []).map(function (file) {
        return { kind: file.type || 'file', url: file.url };
      }));
      return done;
    },

    // Mirrors what a command of the bot said.
    botMessage: function (text, items, attachments) {
      if (!text && isEmpty(items) && isEmpty(attachments)) return null;
      return send(envelope('bot.message', message({ text: text, items: items, attachments: attachments })));
    },

    // Keeps a line for the history that goes out with the next transfer. Nothing is sent now. from: lead | bot
    remember: function (from, text) {
      var notes = stored('livetex_history', []);
      notes.push({ from: from, text: String(text), ts: new Date().toISOString(), id: newId() });
      store('livetex_history', notes.slice(-LIVETEX_MAX_NOTES));
    },

    // ---- Attributes, operators, transfers ---------------------------------------------------------------------------

    // Not needed before a transfer: it sends what lead.setLiveTexAttr has collected.
    sendAttributes: function (attributes) {
      return send(envelope('lead.attributes', { mode: 'merge', attributes: attributes }));
    },

    // true or false; null if the bridge or LiveTex is out of reach. Null does not mean offline.
    operatorsOnline: function () {
      flush();
      var answer = post(envelope('operators.check', {}));
      return answer.code === 200 && answer.reply && answer.reply.data ? !!answer.reply.data.online : null;
    },

    // Hands the dialog to the operators. Returns
    //     transferred   the bot is silent from now on; the bridge sends the lead its notice
    //     no_operators  nobody is online; the script that channels.yaml names for this has been started
    //     pending       the outcome comes later, also if the bridge is out of reach: the request waits in the outbox
    //     failed        LiveTex did not say whether anybody is online; the bot continues
    transfer: function (reason, attributes) {
      var data = {}, all = isEmpty(attributes) ? collectedAttributes() : attributes, history = stored('livetex_history', []);
      if (reason) data.reason = String(reason);
      if (all) data.attributes = all;
      if (history.length) data.history = history;
      requested = null;
      send(envelope('transfer.request', data));
      store('livetex_history', []);
      return requested || 'pending';
    },

    // Takes the dialog back. by: lead | bot
    cancel: function (by) {
      lead.setForwarded(false);                                                                          // [D]
      return send(envelope('transfer.cancel', { by: by || 'lead' }));
    },

    flush: flush,
    waiting: function () { return stored('livetex_outbox', []).length; },
    runScript: runScript
  };
})();
