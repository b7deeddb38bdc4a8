import ArgumentParser
import JSON
import Operations
import POSIX
import Record
import Store

/// `livetex-bridge dead-letters`
struct DeadLetterCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dead-letters", abstract: "Shows, requeues and drops what could not be delivered or read.",
        subcommands: [List.self, Show.self, Requeue.self, Drop.self, Put.self])

    func run() throws { try nameASubcommand() }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists all dead letters, the oldest first.")

        @OptionGroup var state: StateOption
        @OptionGroup var listing: ListingFormat

        func run() throws {
            let letters = try desk(state) { try $0.list() }
            try listing.print(letters, row: \.row, json: \.json)
            try report(letters.compactMap(\.problem))
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Shows one dead letter with its content, which may be confidential.")

        @Argument(help: "The letter's id, short or whole.") var id: String
        @OptionGroup var state: StateOption
        @OptionGroup var detail: DetailFormat

        func run() throws {
            let letter = try desk(state) { try $0.show(naming: id) }
            try detail.print(letter.rows, letter.json)
        }
    }

    struct Requeue: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Puts the calls of dead letters back at the end of their dialogs' outboxes.",
            discussion:
                "The courier of the next webhook or timer delivers them. To deliver at once: livetex-courier --once")

        @Argument(help: "The letters' ids, short or whole.") var ids: [String] = []
        @Flag(help: "All letters that are calls.") var all = false
        @Option(help: "All letters of a binding that are calls.") var binding: String?
        @OptionGroup var bundle: BundleOption
        @OptionGroup var state: StateOption
        @OptionGroup var listing: ListingFormat

        func validate() throws {
            guard [!ids.isEmpty, all, binding != nil].count(where: { $0 }) == 1 else {
                throw ValidationError("name letters, or --all, or --binding")
            }
        }

        func run() throws {
            guard ids.isEmpty else {
                return try desk(state) { desk in
                    let shortIDs = try desk.shortIDs()
                    try each(ids, "requeued", listing) { text in
                        let id = try shortIDs.id(naming: text)
                        try desk.requeue(id, now: Clock.wall())
                        return id
                    }
                }
            }
            try desk(state) { desk in try requeue(desk.selection(of: binding), desk) }
        }

        /// Requeues what can be requeued, and names every other letter. A webhook can never be requeued, so it is no
        /// failure.
        private func requeue(_ selection: DeadLetterDesk.Selection, _ desk: DeadLetterDesk) throws {
            var problems = selection.problems
            if selection.calls.isEmpty && selection.webhooks.isEmpty {
                if let binding { try bundle.expectBinding(binding, "and no dead letter is of it", problems) }
                if problems.isEmpty { say("there is no dead letter\(binding.map { " of \($0)" } ?? "")") }
            }
            try each(selection.calls, "requeued", listing) { id in
                do {
                    try desk.requeue(id, now: Clock.wall())
                    return id
                } catch let problem as DeadLetterDesk.Problem {
                    problems.append(problem)
                    return nil
                }
            }
            for id in selection.webhooks { say("\(DeadLetterDesk.Problem.notACall(id))") }
            if !problems.isEmpty { throw CommandFailure(.unreadable, problems.map(\.description)) }
        }
    }

    struct Drop: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Removes dead letters for good.")

        @Argument(help: "The letters' ids, short or whole.") var ids: [String]
        @OptionGroup var state: StateOption
        @OptionGroup var listing: ListingFormat

        func run() throws {
            try desk(state) { desk in
                let shortIDs = try desk.shortIDs()
                try each(ids, "dropped", listing) { text in
                    let id = try shortIDs.id(naming: text)
                    try desk.drop(id)
                    return id
                }
            }
        }
    }

    struct Put: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Turns waiting calls into dead letters.",
            discussion: """
                For calls of a binding that is gone, and for a call that always fails. The dialog goes on as if the calls \
                had been refused. 'dialogs show' lists their numbers.
                """)

        @Argument(help: Dialogs.nameHelp) var dialog: String
        @Argument(help: "The calls' numbers.") var calls: [Int64]
        @OptionGroup var bundle: BundleOption
        @OptionGroup var state: StateOption
        @OptionGroup var listing: ListingFormat

        func run() throws {
            guard let name = DialogName(naming: dialog) else {
                throw CommandFailure(.usage, "there is no dialog \(dialog)")
            }
            try desk(state) { desk in
                try each(calls, "put", listing) { number in
                    try desk.put(number, of: name, bundle.reader, now: Clock.wall())
                }
            }
        }
    }
}

/// Does something with each item and prints the ids of the letters, also of those before an item that fails.
///
/// - Parameter body: returns the letter's id; nil when nothing was done.
private func each<Item>(
    _ items: [Item], _ done: String, _ listing: ListingFormat, _ body: (Item) throws -> String?
) throws {
    var finished: [String] = []
    let outcome = Result {
        for item in items {
            if let id = try body(item) { finished.append(id) }
        }
    }
    try listing.print(finished, line: { "\($0) \(done)" }, json: { ["id": .string($0), "done": .string(done)] })
    try outcome.get()
}

/// Works on dead letters. An unknown letter or call is a usage error.
private func desk<Result>(_ state: StateOption, _ body: (DeadLetterDesk) throws -> Result) throws -> Result {
    do {
        return try body(DeadLetterDesk(state.store()))
    } catch let problem as DeadLetterDesk.Problem {
        switch problem {
        case .unknown, .ambiguous, .notACall, .isWaiting, .notWaiting:
            throw CommandFailure(.usage, [problem.description])
        case .store, .damaged: throw CommandFailure(.unreadable, [problem.description])
        }
    }
}
