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
            try listing.print(letters, line: \.line, json: \.json)
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
            let letter = try desk(state) { try $0.show($0.id(naming: id)) }
            try detail.print(letter.lines, letter.json)
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
        @OptionGroup var state: StateOption
        @OptionGroup var listing: ListingFormat

        func validate() throws {
            guard [!ids.isEmpty, all, binding != nil].count(where: { $0 }) == 1 else {
                throw ValidationError("name letters, or --all, or --binding")
            }
        }

        func run() throws {
            if !ids.isEmpty {
                return try each(ids, "requeued", state, listing) { desk, text in
                    let id = try desk.id(naming: text)
                    try desk.requeue(id, now: Clock.wall())
                    return id
                }
            }
            var problems: [String] = []
            let found = try desk(state) { try $0.callIDs(of: binding) }
            try each(found, "requeued", state, listing) { desk, id throws in
                do {
                    try desk.requeue(id, now: Clock.wall())
                    return id
                } catch {
                    problems.append("\(id): \(error)")
                    return nil
                }
            }
            if !problems.isEmpty { throw CommandFailure(.unreadable, problems) }
        }
    }

    struct Drop: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Removes dead letters for good.")

        @Argument(help: "The letters' ids, short or whole.") var ids: [String]
        @OptionGroup var state: StateOption
        @OptionGroup var listing: ListingFormat

        func run() throws {
            try each(ids, "dropped", state, listing) { desk, text in
                let id = try desk.id(naming: text)
                try desk.drop(id)
                return id
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
            try each(calls, "put", state, listing) { desk, number in
                try desk.put(number, of: name, bundle.reader, now: Clock.wall())
            }
        }
    }
}

/// Does something with each item and prints the ids of the letters, also of those before an item that fails.
///
/// - Parameter body: returns the letter's id; nil when nothing was done.
private func each<Item>(
    _ items: [Item], _ done: String, _ state: StateOption, _ listing: ListingFormat,
    _ body: (DeadLetterDesk, Item) throws -> String?
) throws {
    var finished: [String] = []
    let outcome = Result {
        try desk(state) { desk in
            for item in items {
                if let id = try body(desk, item) { finished.append(id) }
            }
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
        case .unknown, .ambiguous, .notACall, .isWaiting, .notWaiting: throw CommandFailure(.usage, problem.description)
        case .store, .damaged: throw CommandFailure(.unreadable, [problem.description])
        }
    }
}
