// The script of the type «Перевод на оператора», or the script of a button: one command «Выполнить JavaScript». The commands
// after it have «Использовать условие», for example  return memory.getAttr('livetex_outcome') == 'pending';  [D]
snippet('Business.LiveTex.Bridge');

memory.setAttr('livetex_outcome', livetex.transfer('Клиент просит человека'));                          // [D]

// transferred   nothing to do: the bridge says «Диалог переведён на оператора» itself
// no_operators  nothing to do: the script «Нет доступных операторов» has been started by its code
// pending       say, for example, «Ищем оператора…»; the outcome reaches the script livetex_event
// failed        say, for example, «Сейчас не получилось, попробуйте позже»
