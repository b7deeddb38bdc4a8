// The internal API endpoint with the alias  livetex  (Внутреннее API, POST). The bridge posts its events to
//     https://app.metabot24.com/api/v1/bots/{bot_id}/call/livetex                        [C] the address and the Bearer token
// The endpoint finds the event in the request, hands it to the lead's script livetex_event, and returns the event's id.
// With `acknowledge: id` in channels.yaml only that id counts as delivered; after any other answer, and after an error
// of this script, the bridge tries the event again.
//
// [A] How the script reads the request. `body: script_request_params` is what public clients of such endpoints send [C];
//     the search below also finds the event in other places.
// [A] That the value of `return` becomes the answer, as it is or in a wrapper such as {"result": …}.

function livetexEventIn(place) {
  if (typeof place === 'string') { try { place = JSON.parse(place); } catch (e) { return null; } }
  if (!place || typeof place !== 'object') return null;
  if (place.script_request_params) return livetexEventIn(place.script_request_params);
  return place.v && place.id && place.type && place.lead ? place : null;
}

var livetexEvent =
  livetexEventIn(typeof script_request_params !== 'undefined' ? script_request_params : null)
  || livetexEventIn(typeof params !== 'undefined' ? params : null)
  || (typeof request !== 'undefined' && request
    ? livetexEventIn(request) || livetexEventIn(request.json) || livetexEventIn(request.body) : null);
if (!livetexEvent) throw new Error('livetex: there is no event in the request');

// `livetex-bridge doctor` sends a ping to try this endpoint. It concerns no lead.
if (livetexEvent.type !== 'ping') {
  // [D] bot.runTriggerByCodeForLead(code, leadId, ticketId, addToQueue, jobParams). [A] false: it runs before the call returns.
  // The event goes as text, because a conversion on the way may change empty objects and large numbers.
  var livetexLead = parseInt(livetexEvent.lead.id, 10);
  var livetexParams = { script_request_params: { livetex_event: JSON.stringify(livetexEvent) } };
  if (!bot.runTriggerByCodeForLead('livetex_event', livetexLead, null, false, livetexParams)) {
    throw new Error('livetex: the trigger livetex_event did not run for lead ' + livetexLead);
  }
}
return { id: livetexEvent.id, status: 'accepted' };
