/// Reads a command line option by option. It is for programs that an argument parser would slow down too much.
public struct OptionReader {
    /// Why a command line cannot be used.
    public struct UsageError: Error, Hashable, Sendable, CustomStringConvertible {
        /// What is wrong, for a person.
        public var message: String

        /// An error with its text.
        public init(_ message: String) { self.message = message }

        /// The message.
        public var description: String { message }
    }

    private var rest: ArraySlice<String>
    private var argument = ""
    private var attached: String?
    /// The arguments so far that are not options.
    public private(set) var positional: [String] = []

    /// - Parameter arguments: the command line without the program's name.
    public init(_ arguments: [String]) { rest = arguments[...] }

    /// The next option without its value; nil after the last one.
    public mutating func next() -> String? {
        while let argument = rest.popFirst() {
            guard argument.hasPrefix("-") else {
                positional.append(argument)
                continue
            }
            let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            self.argument = argument
            attached = parts.count == 2 ? parts[1] : nil
            return parts[0]
        }
        return nil
    }

    /// The option's value: the text after an equals sign, or the next argument.
    public mutating func value() throws(UsageError) -> String {
        if let attached { return attached }
        guard let value = rest.popFirst() else { throw UsageError("\(argument) needs a value") }
        return value
    }

    /// The option's value as a whole number of milliseconds, at most 30 days.
    public mutating func milliseconds(atLeast least: Int64) throws(UsageError) -> Int64 {
        let option = name
        let text = try value()
        guard let number = Int64(text), (least...Self.longestTime).contains(number) else {
            throw UsageError("\(option) takes milliseconds from \(least) to \(Self.longestTime), not \"\(text)\"")
        }
        return number
    }

    /// In milliseconds.
    private static let longestTime: Int64 = 30 * 24 * 3_600_000

    /// The option's value as one of the words of an enumeration.
    public mutating func choice<Choice: RawRepresentable<String> & CaseIterable>() throws(UsageError) -> Choice {
        let option = name
        let word = try value()
        guard let choice = Choice(rawValue: word) else {
            let words = Choice.allCases.map(\.rawValue)
            let known = words.dropLast().joined(separator: ", ") + " or " + (words.last ?? "")
            throw UsageError("\(option) is \(known), not \"\(word)\"")
        }
        return choice
    }

    private var name: Substring { argument.prefix { $0 != "=" } }

    /// The error for an option that the program does not have.
    public var unknown: UsageError { UsageError("unknown option \(argument)") }
}
