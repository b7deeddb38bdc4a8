// Mirrors each message that a command «Выполнить JavaScript Callback» handles. Put these lines before your own ones: the
// command gets every following message of the lead, until it returns something other than false. [D]
// Its first call comes at once, with the message that led here; that message has been mirrored and is not mirrored again.
snippet('Business.LiveTex.Bridge');
if (typeof isFirstImmediateCall === 'undefined' || !isFirstImmediateCall) livetex.incoming();            // [C]
return false;
