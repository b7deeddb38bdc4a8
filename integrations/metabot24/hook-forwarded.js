// Relays what the lead writes to an operator. Make a route  .*  with «Действует при переводе на оператора» [D], and put
// this into its script as the only command. Without it, operators do not see what leads answer.
snippet('Business.LiveTex.Bridge');
livetex.incoming();
