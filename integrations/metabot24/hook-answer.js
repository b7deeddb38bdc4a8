// «Запросить значение» and menus take the lead's message before any script sees it. Mirror it from the next command.
snippet('Business.LiveTex.Bridge');

// After «Запросить значение» with the variable phone:
livetex.leadMessage(lead.getAttr('phone'));                                                              // [D]

// After a menu, as the first command of the script that the item starts (its author knows the code and the label):
// livetex.menuChoice('1', 'about_us', 'О нас');
