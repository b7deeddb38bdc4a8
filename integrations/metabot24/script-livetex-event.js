// The script  livetex_event, one command «Выполнить JavaScript». A trigger with the same code starts it for a lead. It
// shows what the bridge sends, and keeps «Чат передан оператору» in step with the bridge.
snippet('Business.LiveTex.Bridge');

// [A] How a script reads script_request_params; the documentation only says that it can.
var livetexText = (typeof script_request_params !== 'undefined' && script_request_params.livetex_event)
  || (typeof request !== 'undefined' && request && request.script_request_params && request.script_request_params.livetex_event);
if (!livetexText) throw new Error('livetex: started without an event');

(function (event) {
  // The bridge may send an event again: the same id. [D] lead.getJsonAttr, lead.setJsonAttr
  var seen = lead.getJsonAttr('livetex_seen');
  if (!Array.isArray(seen)) seen = [];
  if (seen.indexOf(event.id) >= 0) return;

  var data = event.data, script = null;
  if (event.type === 'notice') {
    // The notice is the first to say so, before dialog.returned, and if the reply to the transfer was late or lost. The lead
    // may answer as soon as the text is there.
    if (data.kind === 'transferred' || data.kind === 'operator_joined') lead.setForwarded(true);         // [D]
    if (data.kind === 'returned_to_bot') lead.setForwarded(false);
    bot.sendMessage(data.text);                                                                          // [D]
  } else if (event.type === 'operator.message') {
    // [D] attachments {type, url}, with the type image. [A] The other types; `name`.
    var files = (data.message.attachments || []).map(function (file) {
      return { type: file.kind === 'voice' ? 'audio' : file.kind, url: file.url, name: file.name };
    });
    bot.sendMessage(data.message.text || null, null, files.length ? files : null);
  } else if (event.type === 'transfer.result') {
    lead.setForwarded(data.outcome === 'transferred');
    script = data.run_script;
  } else if (event.type === 'dialog.returned') {
    lead.setForwarded(false);
    script = data.run_script;
  } else if (event.type === 'operator.command') {
    script = data.run_script;
  }

  // Noted after the message is shown: an error above lets the bridge send the event again.
  seen.push(event.id);
  lead.setJsonAttr('livetex_seen', seen.slice(-60));
  // The last step, because the script may lead elsewhere. channels.yaml gives the script its code: `scripts:`.
  if (script && script.code) livetex.runScript(script.code);
})(JSON.parse(livetexText));
