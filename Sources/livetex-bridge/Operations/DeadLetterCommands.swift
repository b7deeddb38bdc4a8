import ArgumentParser
import JSON
import Operations
import POSIX

/// `livetex-bridge dead-letters`
struct DeadLetterCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dead-letters", abstract: "Works on what could not be delivered or read.",
        subcommands: [List.self, Show.self, Requeue.self, Drop.self])

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists all dead letters, the oldest first.")

        @OptionGroup var state: StateOption
        @OptionGroup var listing: ListingFormat

        func run() throws {
            let letters = try desk(state) { try $0.list() }
            try listing.print(letters, line: \.line, json: \.json)
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Shows a dead letter with its content.")

        @Argument(help: "The letter's id.") var id: String
        @OptionGroup var state: StateOption

        func run() throws {
            let letter = try desk(state) { try $0.show(id) }
            try printResult(letter.json.text(pretty: true) + "\n")
        }
    }

    struct Requeue: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Puts calls back at the end of their dialogs' queues.",
            discussion: "A courier delivers them at the next webhook or timer, or at once: livetex-courier --once")

        @Argument(help: "The letters' ids.") var ids: [String]
        @OptionGroup var state: StateOption

        func run() throws {
            try desk(state) { desk in for id in ids { try desk.requeue(id, now: Clock.wall()) } }
        }
    }

    struct Drop: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Forgets dead letters for good.")

        @Argument(help: "The letters' ids.") var ids: [String]
        @OptionGroup var state: StateOption

        func run() throws {
            try desk(state) { desk in for id in ids { try desk.drop(id) } }
        }
    }
}

/// Runs what works on dead letters; an unknown letter is a usage error.
private func desk<Result>(_ state: StateOption, _ body: (DeadLetterDesk) throws -> Result) throws -> Result {
    do {
        return try body(DeadLetterDesk(state.store()))
    } catch let problem as DeadLetterDesk.Problem {
        switch problem {
        case .unknown, .notACall: throw CommandFailure(.usage, problem.description)
        case .store, .damaged: throw CommandFailure(.unreadable, problem.description)
        }
    }
}
