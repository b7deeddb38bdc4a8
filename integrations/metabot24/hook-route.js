// Mirrors the message that started a route. Put it as the first command «Выполнить JavaScript» into each script that a
// route starts. [D]
snippet('Business.LiveTex.Bridge');
livetex.incoming();
