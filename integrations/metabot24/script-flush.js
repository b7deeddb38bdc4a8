// The script  livetex_flush: sends what could not be sent while the bridge was out of reach. Start it once for a lead, in
// the script that greets new leads:
//     bot.scheduleJob({script_code: 'livetex_flush', lead_id: lead.getData('id'), is_periodic: true, repeat_interval_sec: 60}); [D]
snippet('Business.LiveTex.Bridge');
livetex.flush();
