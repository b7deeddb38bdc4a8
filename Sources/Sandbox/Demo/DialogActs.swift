import Dialog
import JSON
import LiveTexModel

/// One step of the scripted dialog: what is done, and what the lead and the operators must see then.
struct DialogAct: Sendable {
    var title: String
    var body: @Sendable (inout Course) async throws -> Void
}

/// The steps of the scripted dialog, in order.
enum DialogActs {
    static let all = mirroring + refusedTransfer + transfer + conversation + secondOperator + returning + [afterwards]

    static let photo = "https://files.example.com/passport.jpg"
    static let price = "https://files.example.com/price.pdf"

    private static let mirroring = [
        DialogAct(title: "the lead writes to the bot") { course in
            try course.liveTex.everyoneLeaves(binding: course.binding)
            try await course.send(.leadMessage(course.lead, id: course.nextMessage(), text: "Здравствуйте!"))
            course.leadWillSee(.lead, "Здравствуйте!")
            course.liveTexWillHave(header: course.rules.leadHeader, "Здравствуйте!")
            try await course.check()
        },
        DialogAct(title: "the bot answers with a menu") { course in
            let menu = [
                ScriptedEvent.MenuItem("1", "О нас", scriptCode: "about_us"),
                ScriptedEvent.MenuItem("2", "Секретный пункт", isHidden: true),
                ScriptedEvent.MenuItem("3", "Позвать человека", scriptCode: "call_operator", hidesCode: true),
            ]
            try await course.send(.botMessage(course.lead, id: course.nextMessage(), text: "Чем помочь?", menu: menu))
            course.leadWillSee(.bot, "Чем помочь?\n( О нас )\n( Позвать человека )")
            course.liveTexWillHave(header: course.rules.botHeader, "Чем помочь?\n1. О нас\nПозвать человека")
            try await course.check()
        },
        DialogAct(title: "the lead picks an item: the history has its script code") { course in
            try await course.send(
                .menuChoice(course.lead, id: course.nextMessage(), code: "1", scriptCode: "about_us", label: "О нас"))
            course.leadWillSee(.lead, "О нас")
            course.liveTexWillHave(header: course.rules.leadHeader, "about_us")
            try await course.check()
        },
        DialogAct(title: "the lead sends an image") { course in
            let image = ScriptedEvent.Attachment("image", photo, name: "passport.jpg", mime: "image/jpeg", size: 48_211)
            try await course.send(.leadMessage(course.lead, id: course.nextMessage(), attachments: [image]))
            course.leadWillSee(.lead, "[passport.jpg] \(photo)")
            course.liveTexWillHave(header: course.rules.leadHeader, "[passport.jpg] \(photo)")
            try await course.check()
        },
        DialogAct(title: "the bot sets attributes: nothing is sent yet") { course in
            let before = course.liveTex.calls.count
            try await course.send(.attributes(course.lead, ["номер_заявки": 705, "город": "Казань"]))
            try await course.expect("calls to LiveTex", before) { course.liveTex.calls.count }
        },
    ]

    private static let refusedTransfer = [
        DialogAct(title: "no operator is online: the check says so and changes nothing") { course in
            try await checkOperators(course, online: false)
        },
        DialogAct(title: "a transfer with no operator online has the outcome no_operators and no other effect") {
            course in
            let (outcome, script) = try await course.transfer()
            try await course.expect("outcome and script", ["no_operators", "no_operators"]) { [outcome, script ?? ""] }
            try await course.expect("selections", 0) { course.selections }
            try await course.check()
        },
    ]

    private static let transfer = [
        DialogAct(title: "Анна comes online") { course in
            try course.liveTex.setOnline("Анна", binding: course.binding)
            try await checkOperators(course, online: true)
        },
        DialogAct(title: "the dialog is transferred: operators see all of it, the lead is told once") { course in
            let (outcome, _) = try await course.transfer()
            try await course.expect("outcome", "transferred") { outcome }
            course.routes()
            course.leadWillSee(notice: course.rules.notices[.transferred])
            try await course.check()
            try await course.expect("selections", 1) { course.selections }
            let conversation = course.liveTex.conversation(course.user, binding: course.binding)
            try await course.expect("attributes at LiveTex", ["номер_заявки": "705", "город": "Казань"]) {
                conversation?.attributes ?? [:]
            }
            try await course.expect("the visitor's name", course.lead.name) { conversation?.name }
        },
        DialogAct(title: "Анна reads: the lead is told who joined") { course in
            try course.liveTex.reads("Анна", course.user, binding: course.binding)
            course.leadWillSee(notice: course.rules.notices[.operatorJoined], operator: "Анна")
            try await course.check()
        },
    ]

    private static let conversation = [
        DialogAct(title: "messages go both ways") { course in
            try operatorSays(&course, "Анна", "Добрый день! Чем могу помочь?")
            try operatorSays(&course, "Анна", "Вижу вашу заявку 705.")
            try await course.check()
            try await leadSays(&course, "Когда её выполнят?")
            try operatorSays(&course, "Анна", "Завтра к обеду.")
            try await course.check()
        },
        DialogAct(title: "Анна sends a file") { course in
            try course.liveTex.operatorSends(
                "Анна", to: course.user,
                LiveTexFile(url: price, name: "price.pdf", size: 48_211, comment: "Наши цены"), binding: course.binding)
            course.leadWillSee(.operator("Анна"), "Наши цены\n[price.pdf] \(price)")
            course.operatorsWillSee(.operator("Анна"), "Наши цены\n[price.pdf] \(price)")
            try await course.check()
            try await course.expect("the file's kind", "file") {
                course.events("operator.message").last?.data["message"]?["attachments"]?[0]?["kind"]?.string
            }
        },
    ]

    private static let secondOperator = [
        DialogAct(title: "Анна hands over to Борис: once he reads, the lead is told") { course in
            try course.liveTex.transfers(course.user, to: "Борис", binding: course.binding)
            try course.liveTex.reads("Борис", course.user, binding: course.binding)
            course.leadWillSee(notice: course.rules.notices[.operatorJoined], operator: "Борис")
            try await course.check()
            try operatorSays(&course, "Борис", "Здравствуйте, я продолжу.")
            try await leadSays(&course, "Спасибо, вопросов нет")
            try await course.check()
        }
    ]

    private static let returning = [
        DialogAct(title: "Борис closes: the dialog returns to the bot") { course in
            try course.liveTex.closes("Борис", course.user, binding: course.binding)
            course.operatorsWillSee(.system, "Борис closed the dialog")
            course.unroutes()
            course.leadWillSee(notice: course.rules.notices[.returnedToBot], operator: "Борис")
            try await course.check()
            try await course.expect("who returned the dialog, and the script", [["operator", "return"]]) {
                course.events("dialog.returned").map {
                    [$0.data["by"]?.string ?? "", $0.data["run_script"]?["type"]?.string ?? ""]
                }
            }
        },
        DialogAct(title: "the bot goes on; operators do not see it") { course in
            try await course.send(.botMessage(course.lead, id: course.nextMessage(), text: "Я снова с вами."))
            course.leadWillSee(.bot, "Я снова с вами.")
            course.liveTexWillHave(header: course.rules.botHeader, "Я снова с вами.")
            try await course.check()
        },
    ]

    private static let afterwards = DialogAct(title: "nothing was refused, came twice or is left over") { course in
        try await course.expect("webhooks that are not accepted", 0) { course.liveTex.pendingWebhooks }
        let refused = { (entries: [JournalEntry]) in
            entries.filter { $0.outcome?.status != 200 && $0.note.isEmpty }.map(\.line)
        }
        try await course.expect("refused calls to LiveTex", []) { refused(course.liveTex.calls) }
        try await course.expect("refused calls to the platform", []) { refused(course.platform.calls) }
        try await course.expect("events that came twice", 0) { course.platform.duplicates }
        try await course.check()
    }

    private static func checkOperators(_ course: Course, online: Bool) async throws {
        let reply = await course.platform.send(.operatorsCheck(course.lead), binding: course.binding)
        let expected: [JSON?] = [200, .bool(online), .string(online ? "transfer_online" : "transfer_offline")]
        try await course.expect("the reply to operators.check: status, online, script_type", expected) {
            [reply.status.map { .int(Int64($0)) }, reply.data["online"], reply.data["script_type"]]
        }
    }

    private static func operatorSays(_ course: inout Course, _ name: String, _ text: String) throws {
        try course.liveTex.operatorSays(name, to: course.user, text, binding: course.binding)
        course.leadWillSee(.operator(name), text)
        course.operatorsWillSee(.operator(name), text)
    }

    private static func leadSays(_ course: inout Course, _ text: String) async throws {
        // The lead answers the operators, so their messages must have arrived.
        try await course.check()
        try await course.send(.leadMessage(course.lead, id: course.nextMessage(), text: text))
        course.leadWillSee(.lead, text)
        course.liveTexWillHave(header: course.rules.leadHeader, text)
        // And the operators answer the lead.
        try await course.check()
    }
}
