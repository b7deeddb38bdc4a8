import JSON
import POSIX

/// A JSON Schema validator from outside the project: Debian's python3-jsonschema.
public enum PythonSchema {
    private static let script = """
        import json, sys
        from jsonschema import Draft202012Validator, FormatChecker
        from jsonschema.validators import validator_for
        data = json.load(sys.stdin)
        formats = FormatChecker(data["formats"])
        kind = validator_for(data["schema"], default=Draft202012Validator)
        kind.check_schema(data["schema"])
        validator = kind(data["schema"], format_checker=formats)
        json.dump([validator.is_valid(value) for value in data["values"]], sys.stdout)
        """

    /// Debian's own Python. Another one in PATH may lack the package.
    private static let python = "/usr/bin/python3"

    /// Whether python3-jsonschema is installed.
    public static let isInstalled: Bool = {
        let check = Subprocess(
            python, ["-c", "from jsonschema import Draft202012Validator"], environment: Environment.all())
        return (try? check.run().ending) == .exited(0)
    }()

    /// Whether a schema accepts each of the values, under the draft that it names.
    ///
    /// - Parameter formats: the formats to check (`uri`). The validator ignores all others.
    /// - Returns: as many answers as there are values.
    public static func validate(_ values: [JSON], against schema: JSON, formats: [String] = []) throws -> [Bool] {
        let program = Subprocess(python, ["-c", script], environment: Environment.all())
        let input: JSON = [
            "schema": schema, "values": .array(values), "formats": .array(formats.map { .string($0) }),
        ]
        let result = try program.run(input: input.bytes())
        guard result.ending == .exited(0) else {
            throw PythonSchemaFailure(description: "\(python) with python3-jsonschema failed: \(result.errorText)")
        }
        let answers = (try JSON(parsing: result.output).array ?? []).map { $0 == true }
        guard answers.count == values.count else {
            throw PythonSchemaFailure(description: "\(answers.count) answers for \(values.count) values")
        }
        return answers
    }
}

/// The validator did not work.
public struct PythonSchemaFailure: Error, CustomStringConvertible {
    /// The validator's own words.
    public var description: String
}
