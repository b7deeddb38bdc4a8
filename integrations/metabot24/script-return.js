// The script of the type «Возврат»: a route  (меню|бот|стоп)  with «Действует при переводе на оператора» starts it. [D]
snippet('Business.LiveTex.Bridge');
livetex.incoming();
livetex.cancel('lead');
