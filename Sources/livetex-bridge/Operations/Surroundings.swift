import ArgumentParser
import ChannelBundle
import FlatFileStore
import JSON
import Operations
import POSIX
import Program
import Store
import Text

/// Where the bundle is.
struct BundleOption: ParsableArguments {
    @Option(
        help:
            "The compiled configuration (\(SettingsReader.variable("BUNDLE")), or else \(SettingsReader.defaultBundle))."
    )
    var bundle: String = SettingsReader().bundle

    var reader: BundleReader { BundleReader(directory: bundle) }

    func binding(_ id: String) throws -> Binding {
        do {
            return try reader.binding(id)
        } catch {
            switch error {
            case .unknownBinding(let id): throw CommandFailure(.usage, "there is no binding \"\(id)\" in \(bundle)")
            case .unavailable(let reason): throw CommandFailure(.unreadable, reason)
            }
        }
    }

    /// Ends a command that has found nothing of a binding, unless the bundle has the binding.
    ///
    /// - Parameters:
    ///   - nothing: what was not found, as a clause.
    ///   - problems: what could not be read, and might have been of the binding.
    func expectBinding(_ id: String, _ nothing: String, _ problems: [any CustomStringConvertible] = []) throws {
        let others = problems.map { "\($0)" }
        do {
            _ = try reader.binding(id)
        } catch .unknownBinding {
            let known = (try? reader.bindingIDs()).map { "; the bundle has: \($0.prefix(20).joined(separator: ", "))" }
            throw CommandFailure(
                .usage, others + ["there is no binding \"\(id)\" in \(bundle), \(nothing)\(known ?? "")"])
        } catch .unavailable(let reason) {
            throw CommandFailure(.unreadable, others + [reason])
        }
    }
}

/// Where the dialogs are.
struct StateOption: ParsableArguments {
    @Option(help: "The dialogs (\(SettingsReader.variable("STATE")), or else \(SettingsReader.defaultState)).")
    var state: String = SettingsReader().state

    private func allowedHazards() throws -> Set<DirectoryHazard> {
        do {
            return try SettingsReader().allowedHazards()
        } catch {
            throw CommandFailure(.usage, error.description)
        }
    }

    /// Whether the programs use the directory, and what a person should know of it.
    func check() throws -> Doctor.CheckResult {
        let check = "the state directory can be trusted"
        guard FileSystem.isDirectory(state) else {
            return Doctor.CheckResult(
                binding: "", check: check, isFine: false, detail: "there is no directory \(state)")
        }
        let review = StateDirectory(state).review(allowing: try allowedHazards())
        let remarks = review.remarks.isEmpty ? "" : "\(state) " + review.remarks.joined(separator: "; it ")
        return Doctor.CheckResult(
            binding: "", check: check, isFine: review.refusal == nil,
            detail: review.refusal ?? remarks)
    }

    func store() throws -> any Store {
        let allowed = try allowedHazards()
        return try storing { () throws(StoreError) in
            try FlatFileStore(StateDirectory(state), allowing: allowed, compacts: true)
        }
    }
}

/// How a list is printed.
struct ListingFormat: ParsableArguments {
    enum Form: String, ExpressibleByArgument, CaseIterable { case text, json }

    @Option(help: "text or json.")
    var format: Form = .text

    /// Prints one line or one JSON object for each item.
    func print<Item>(_ items: [Item], line: (Item) -> String, json: (Item) -> JSON) throws {
        try print(items, row: { [line($0)] }, json: json)
    }

    /// Prints one line with columns, and a line for each detail below it, or one JSON object for each item.
    func print<Item>(
        _ items: [Item], row: (Item) -> [String], details: (Item) -> [String] = { _ in [] }, json: (Item) -> JSON
    ) throws {
        switch format {
        case .text:
            let lines = zip(items, Columns.aligned(items.map(row))).flatMap { item, line in
                [line] + details(item).map { "    \($0.printable)" }
            }
            try printResult(lines.map { $0 + "\n" }.joined())
        case .json: try printResult(JSON.array(items.map(json)).text(pretty: true) + "\n")
        }
    }
}

/// How one item with all its content is printed.
struct DetailFormat: ParsableArguments {
    enum Form: String, ExpressibleByArgument, CaseIterable { case text, json }

    @Option(help: "text or json.")
    var format: Form = .text

    /// Prints a line for each part: its name and its text.
    func print(_ rows: [[String]], _ json: JSON) throws {
        switch format {
        case .text: try printResult(Columns.aligned(rows).map { $0 + "\n" }.joined())
        case .json: try printResult(json.text(pretty: true) + "\n")
        }
    }
}

/// Ends a command that could not read everything, after it has printed the rest.
func report(_ problems: [StoreError]) throws {
    guard !problems.isEmpty else { return }
    throw CommandFailure(.unreadable, problems.map(\.description))
}

/// Writes a line to standard error. Its texts may come from another system.
func say(_ line: String) { StandardStreams.error("livetex-bridge: \(line.printable)") }

/// Writes the result, or a part of it, to standard output.
///
/// A reader who has seen enough, such as `head`, is no failure.
func printResult(_ text: String) throws {
    do throws(SystemError) {
        try StandardStreams.output(text)
    } catch {
        if error.code == EPIPE { return }
        throw CommandFailure(.unreadable, "the result cannot be written: \(error)")
    }
}

/// Uses the store. A failure ends the command.
func storing<Result>(_ body: () throws -> Result) throws -> Result {
    do {
        return try body()
    } catch let error as StoreError {
        throw CommandFailure(.unreadable, [error.description])
    }
}
