import ArgumentParser
import JSON
import Operations
import POSIX
import Record
import Store

/// `livetex-bridge dialogs`
struct Dialogs: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shows what is stored of dialogs.", subcommands: [List.self, Show.self])

    static let nameHelp = ArgumentHelp(
        "The dialog's name as lists and logs print it, or its binding and user, such as support/49:30400.",
        valueName: "name|binding/user")

    func run() throws { try nameASubcommand() }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists all dialogs, the longest unchanged first.")

        @OptionGroup var state: StateOption
        @OptionGroup var listing: ListingFormat

        func run() throws {
            let survey = try storing { try Survey(state.store()) }
            try listing.print(survey.dialogs.map(DialogSummary.init), row: \.row, json: \.json)
            survey.nameTornRecords()
            try report(survey.problems)
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Shows one dialog with its attributes and waiting calls, which may be confidential.")

        @Argument(help: Dialogs.nameHelp) var dialog: String
        @OptionGroup var state: StateOption
        @OptionGroup var detail: DetailFormat

        func run() throws {
            let store = try state.store()
            guard let name = DialogName(naming: dialog), let record = try storing({ try store.load(name)?.record })
            else {
                throw CommandFailure(.usage, "there is no dialog \(dialog)")
            }
            let pauses = try storing { try store.pauses() }
            let summary = DialogSummary(record)
            try detail.print(summary.rows(pauses), summary.details(pauses))
            try report(summary.problems)
        }
    }
}

extension DialogName {
    /// The dialog of a name, or of binding and user; nil for any other text.
    init?(naming text: String) {
        guard let name = DialogName(text) ?? DialogKey(text)?.name else { return nil }
        self = name
    }
}

extension DialogKey {
    /// The key of a text such as `support/49:30400`. A binding's id has no slash.
    fileprivate init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return nil }
        self.init(binding: parts[0], userID: parts[1])
    }
}

/// `livetex-bridge pending`
struct Pending: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Lists the dialogs with waiting calls, and the paused lanes.")

    @Flag(help: "Restore lost pending marks. A courier does not look at a dialog without its mark.") var renew = false
    @OptionGroup var state: StateOption
    @OptionGroup var listing: ListingFormat

    func run() throws {
        let store = try state.store()
        let survey = try storing { try Survey(store) }
        try storing { try lookForMarks(store, survey) }
        let pauses = try storing { try store.pauses() }
        let dialogs = survey.dialogs.compactMap { PendingDialog($0, pauses) }
        try listing.print(dialogs, row: \.row, details: \.details, json: \.json)
        for pause in pauses {
            say(
                "\(pause.binding) \(pause.lane.rawValue) is paused since "
                    + "\(OperationsTime.text(pause.time)): \(pause.reason); fix this, then run: "
                    + "livetex-bridge resume \(pause.binding)")
        }
        survey.nameTornRecords()
        try report(survey.problems + dialogs.flatMap(\.problems))
        // Their problems are printed above.
        if pauses.contains(where: { $0.problem != nil }) { throw CommandFailure(.unreadable) }
    }

    private func lookForMarks(_ store: any Store, _ survey: Survey) throws {
        for name in survey.dialogs.map(\.key.name) where try store.lacksDue(name) {
            if renew { try store.refreshDue(name) }
            say(
                "\(name) "
                    + (renew
                        ? "has its pending mark again"
                        : "has no pending mark, so no courier looks at it; run: livetex-bridge pending --renew"))
        }
    }
}

extension Survey {
    fileprivate func nameTornRecords() {
        for path in torn {
            say("\(path) may be a commit that a crash has cut off: look at it")
        }
    }
}
