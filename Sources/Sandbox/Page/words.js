// The page's words in Russian and English.

const words = {
  title: ["Мост между ботом и LiveTex", "A bridge between a bot and LiveTex"],
  subtitle: [
    "Песочница: слева телефон клиента, справа место оператора, внизу каждый HTTP-вызов. Наружу ничего не уходит.",
    "Sandbox: the lead's phone on the left, the operator's desk on the right, every HTTP call below. Nothing leaves this machine.",
  ],
  binding: ["Подключение", "Binding"],
  languageLabel: ["Switch to English", "Переключить на русский"],
  language: ["EN", "RU"],
  themeLabel: ["Оформление: светлое, тёмное или как в системе", "Theme: light, dark or as the system"],
  themeauto: ["◐ Авто", "◐ Auto"], themelight: ["☀ Светло", "☀ Light"], themedark: ["☾ Темно", "☾ Dark"],
  connected: ["на связи", "connected"], disconnected: ["нет связи", "no connection"],
  jumpsLabel: ["Части страницы", "Parts of the page"],
  jumpLead: ["Клиент", "Lead"], jumpOperators: ["Оператор", "Operator"], jumpFaults: ["Сбои", "Faults"],
  jumpWire: ["Вызовы", "Calls"],

  leadTitle: ["Телефон клиента", "The lead's phone"],
  leadsLabel: ["Клиент", "Lead"], newLead: ["Новый клиент", "New lead"],
  leadName: ["Имя", "Name"], channel: ["Канал", "Channel"], addLead: ["Добавить", "Add"],
  excludedHint: [
    "Этот канал исключён в настройках: мост не показывает таких клиентов операторам.",
    "This channel is excluded in the configuration: the bridge never shows its leads to operators.",
  ],
  realPlatform: [
    "Бот настоящий: {url}. Пишите ему там, а здесь видно, что знает мост.",
    "The bot is a real one: {url}. Write to it there; here you see what the bridge knows.",
  ],
  realLiveTex: [
    "LiveTex настоящий: {url}. Отвечайте там, а вызовы видны внизу.",
    "LiveTex is a real one: {url}. Reply there; the calls are below.",
  ],
  excludedMark: ["исключён", "excluded"],
  leadMessagesLabel: ["Переписка клиента", "The lead's messages"],
  startHint: ["Откройте чат, и бот поздоровается.", "Open the chat and the bot says hello."],
  start: ["Начать диалог", "Start the dialog"],
  attach: ["Приложить файл", "Attach a file"], send: ["Отправить", "Send"],
  leadTextLabel: ["Сообщение клиента", "The lead's message"], leadPlaceholder: ["Сообщение", "Message"],
  leave: ["Вернуться к боту", "Back to the bot"],
  picture: ["Картинка", "Picture"], video: ["Видео", "Video"], voice: ["Голосовое", "Voice message"],
  document: ["Документ", "Document"], fromDisk: ["Выбрать файл…", "Choose a file…"],
  bot: ["Бот", "Bot"],
  leadDefault: ["Иван", "Ivan"],

  deskTitle: ["Рабочее место оператора LiveTex", "The operator's desk in LiveTex"],
  peopleLabel: ["Операторы", "Operators"],
  workAs: ["Работать как", "Work as"], online: ["в сети", "online"], offline: ["не в сети", "offline"],
  queue: ["Диалоги", "Dialogs"], noConversations: ["Пока никто не написал.", "Nobody has written yet."],
  inBot: ["у бота, скрыт", "with the bot, hidden"], inQueue: ["ждёт оператора", "waits for an operator"],
  closed: ["закрыт", "closed"], withOperator: ["ведёт", "is with"],
  hiddenHistory: [
    "Сообщений до перевода: {n}. Операторы увидят их после перевода.",
    "Messages before the transfer: {n}. Operators will see them after it.",
  ],
  deskMessagesLabel: ["Переписка у оператора", "The operator's messages"],
  take: ["Взять и прочитать", "Take and read"], handOver: ["Передать: {name}", "Hand over to {name}"],
  close: ["Закрыть диалог", "Close the dialog"],
  deskTextLabel: ["Ответ оператора", "The operator's reply"], deskPlaceholder: ["Ответ клиенту", "Reply to the lead"],

  bridgeTitle: ["Что хранит мост", "What the bridge stores"],
  phasesLabel: ["Кто отвечает клиенту", "Who answers the lead"],
  phasebot: ["Бот", "Bot"], phasechecking: ["Проверка", "Checking"], phasewaiting: ["Ожидание", "Waiting"],
  phaseoperator: ["Оператор", "Operator"],
  allDelivered: ["Всё доставлено, ничего не ждёт.", "All is delivered; nothing waits."],
  notMirrored: ["Об этом диалоге мост ничего не хранит.", "The bridge stores nothing about this dialog."],
  callsWait: ["Ждут доставки: {n}. Порядок сохранится, ничего не потеряется.", "Waiting for delivery: {n}. Their order is kept and nothing is lost."],
  laneLine: ["{lane}: ждут {n}, первый {kind}", "{lane}: {n} waiting, first {kind}"],
  lanelivetex: ["в LiveTex", "to LiveTex"], laneplatform: ["на платформу", "to the platform"],
  triedTimes: ["попыток: {n}", "tries: {n}"], nextTry: ["следующая через {s} с", "next in {s} s"],
  now: ["пробует сейчас", "trying now"],
  inDoubt: ["под вопросом: ответ потерян, мост проверит по истории", "in doubt: the answer was lost, the bridge checks the history"],
  lastError: ["ошибка: {text}", "error: {text}"],
  paused: ["пауза: {reason}", "paused: {reason}"], resume: ["Снять паузу", "Resume"],
  deadline: ["Ждёт оператора до {time}", "Waits for an operator until {time}"],
  letters: ["Недоставленные письма: {n}", "Dead letters: {n}"],
  requeue: ["Отправить снова", "Requeue"], drop: ["Удалить", "Drop"],

  faultsTitle: ["Сбои", "Faults"],
  faultsHint: ["Включите сбой и смотрите, как мост его переживает.", "Switch a fault on and watch how the bridge rides through it."],
  livetex_down: ["LiveTex не работает", "LiveTex is down"],
  livetex_down_story: [
    "Платформа всё равно получает ответ сразу: событие записано на диск. Курьер пробует снова, всё реже, до суток, и потом доставит всё по порядку.",
    "The platform still gets its answer at once: the event is on the disk. The courier tries again, ever less often, for a day, and then delivers everything in order.",
  ],
  livetex_slow: ["LiveTex отвечает медленно", "LiveTex is slow"],
  livetex_slow_story: [
    "Ждёт только курьер. Приёмник отвечает платформе за миллисекунды, как и раньше.",
    "Only the courier waits. The receiver answers the platform within milliseconds, as before.",
  ],
  answers_lost: ["Ответы LiveTex теряются", "LiveTex's answers are lost"],
  answers_lost_story: [
    "Сообщение дошло, а ответ нет. Мост не шлёт его вслепую ещё раз: он ищет его в истории LiveTex, и у оператора нет дублей.",
    "The message arrived and the answer did not. The bridge does not blindly send it again: it looks in LiveTex's history, so the operator sees no duplicate.",
  ],
  too_many_requests: ["LiveTex просит подождать (429)", "LiveTex asks to wait (429)"],
  too_many_requests_story: [
    "Курьер ждёт столько, сколько просит LiveTex, и продолжает с того же места.",
    "The courier waits as long as LiveTex asks and goes on where it was.",
  ],
  duplicates: ["LiveTex шлёт всё дважды", "LiveTex sends everything twice"],
  duplicates_story: [
    "Мост узнаёт повтор по номеру и отвечает «duplicate». Клиент видит каждое сообщение один раз.",
    "The bridge knows a repetition by its id and answers “duplicate”. The lead sees each message once.",
  ],
  reordering: ["LiveTex путает порядок", "LiveTex mixes up the order"],
  reordering_story: [
    "Сообщения операторов упорядочиваются по часам LiveTex, насколько они ещё ждут. Старое закрытие не прерывает новый разговор.",
    "Operators' messages are ordered by LiveTex's clock as long as they wait. An old close never ends a new conversation.",
  ],
  platform_down: ["Платформа не работает", "The platform is down"],
  platform_down_story: [
    "Ответы операторов ждут на диске и придут клиенту по порядку, когда платформа вернётся.",
    "Operators' replies wait on the disk and reach the lead in order when the platform is back.",
  ],
  nobody_online: ["Никого из операторов нет", "No operator is online"],
  nobody_online_story: [
    "Перевод отвечает «no_operators»: клиент остаётся у бота, а не в пустой очереди.",
    "A transfer answers “no_operators”: the lead stays with the bot and not in an empty queue.",
  ],
  wrong_clock: ["Часы LiveTex спешат", "LiveTex's clock is ahead"],
  wrong_clock_story: [
    "Мост сравнивает времена LiveTex только между собой, поэтому десять минут разницы ничего не меняют.",
    "The bridge compares LiveTex's times only with each other, so ten minutes make no difference.",
  ],

  wireTitle: ["HTTP-вызовы", "HTTP calls"],
  filterLabel: ["Искать в вызовах", "Search the calls"], filterPlaceholder: ["Поиск: метод, статус, текст", "Search: method, status, text"],
  onlyDialog: ["только этот диалог", "this dialog only"],
  export: ["Сохранить диалог", "Save the dialog"], clear: ["Очистить", "Clear"],
  noCalls: ["Вызовов пока нет.", "There are no calls yet."],
  livetex_call: ["мост → LiveTex", "bridge → LiveTex"], webhook: ["LiveTex → мост", "LiveTex → bridge"],
  platform_call: ["мост → платформа", "bridge → platform"], platform_event: ["платформа → мост", "platform → bridge"],
  receiver: ["приёмник сообщил", "the receiver said"],
  request: ["Запрос", "Request"], answer: ["Ответ", "Answer"], underWay: ["идёт", "under way"],
  noAnswer: ["нет ответа", "no answer"],
  copyCurl: ["Копировать как curl", "Copy as curl"], copyFixture: ["Копировать как пример", "Copy as fixture"],
  again: ["Отправить ещё раз", "Send again"], copied: ["Скопировано", "Copied"],
  attemptNumber: ["попытка {n}", "attempt {n}"],
  sentAgain: ["Отправлено ещё раз; мост ответил: {text}", "Sent again; the bridge answered: {text}"],
};

const languages = ["ru", "en"];

function stored(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

export function store(name, value) {
  try {
    localStorage.setItem(name, value);
  } catch {
    // A browser that keeps nothing asks again next time.
  }
}

export let language = stored("language") ?? (navigator.language.toLowerCase().startsWith("ru") ? "ru" : "en");
export const storedTheme = () => stored("theme") ?? "auto";

/** A text in the page's language; `{name}` becomes the value of that name. */
export function word(name, values = {}) {
  const text = words[name]?.[languages.indexOf(language)] ?? name;
  return text.replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);
}

/** Sets the words of all elements that name one. */
export function translate(root = document) {
  document.documentElement.lang = language;
  for (const element of root.querySelectorAll("[data-word]")) element.textContent = word(element.dataset.word);
  for (const element of root.querySelectorAll("[data-label]")) {
    element.setAttribute("aria-label", word(element.dataset.label));
    if (element.tagName === "BUTTON") element.title = word(element.dataset.label);
  }
  for (const element of root.querySelectorAll("[data-placeholder]")) element.placeholder = word(element.dataset.placeholder);
}

export function switchLanguage() {
  language = language === "ru" ? "en" : "ru";
  store("language", language);
}
