import ArgumentParser
import DialogStore
import JSON
import Operations
import POSIX

/// `livetex-bridge dialogs`
struct Dialogs: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shows what is stored of dialogs.", subcommands: [List.self, Show.self])

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists all dialogs, the longest unchanged first.")

        @OptionGroup var state: StateOption
        @OptionGroup var listing: ListingFormat

        func run() throws {
            let survey = try storing { try Survey(state.store()) }
            try listing.print(survey.dialogs.map(DialogSummary.init), line: \.line, json: \.json)
            survey.nameTornRecords()
            try report(survey.problems)
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Shows one dialog with its attributes and waiting calls. Both may be confidential.")

        @Argument(
            help: ArgumentHelp(
                "The dialog's name, as lists and logs print it, or binding and user, such as support/49:30400.",
                valueName: "name|binding/user"))
        var dialog: String

        @OptionGroup var state: StateOption
        @OptionGroup var detail: DetailFormat

        func run() throws {
            guard let name = DialogName(dialog) ?? DialogKey(dialog)?.name, let record = try storing({ try state.store().load(name) }) else {
                throw CommandFailure(.usage, "there is no dialog \(dialog)")
            }
            try printResult(DialogSummary(record).details().text(pretty: true) + "\n")
        }
    }
}

extension DialogKey {
    /// A key as a person writes it; a binding's id has no slash.
    fileprivate init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return nil }
        self.init(binding: parts[0], userID: parts[1])
    }
}

/// `livetex-bridge pending`
struct Pending: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Lists the dialogs with calls that have not arrived, and names the sides that are paused.")

    @OptionGroup var state: StateOption
    @OptionGroup var listing: ListingFormat

    func run() throws {
        let store = try state.store()
        let survey = try storing { try Survey(store) }
        try listing.print(
            survey.dialogs.map(DialogSummary.init).filter { $0.pending > 0 }, line: \.line, json: \.json)
        let pauses = try storing { try PausedSides(store.directory).list() }
        for pause in pauses {
            StandardStreams.error(
                "livetex-bridge: \(pause.binding) \(pause.lane.rawValue) is paused since "
                    + "\(OperationsTime.text(pause.time)): \(pause.reason); mend that, then run: "
                    + "livetex-bridge resume \(pause.binding)")
        }
        survey.nameTornRecords()
        try report(survey.problems + pauses.compactMap(\.problem))
    }
}

extension Survey {
    fileprivate func nameTornRecords() {
        for path in torn { StandardStreams.error("livetex-bridge: \(path) may be a torn first commit; look, then remove it") }
    }
}

