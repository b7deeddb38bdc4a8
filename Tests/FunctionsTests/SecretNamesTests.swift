import POSIX
import Program
import TestSupport
import Testing

/// The secrets that `channels.yaml` names, and those that the folders set: what one of them forgets is a 503 for every
/// webhook of whoever follows its README.
@Suite struct SecretNamesTests {
    /// `NAME` of each `{env: NAME}`.
    private static func named() throws -> Set<String> {
        let text = String(decoding: try FileSystem.read("\(Programs.repository)/channels.yaml"), as: UTF8.self)
        return Set(text.matches(of: /\{env: (\w+)\}/).map { String($0.1) })
    }

    /// The file of a function platform's folder that sets secrets, and how it writes one.
    private static func set(by host: Host) throws -> Set<String>? {
        func names(_ file: String, _ pattern: Regex<(Substring, Substring)>) throws -> Set<String> {
            let text = String(decoding: try FileSystem.read("\(host.folder)/\(file)"), as: UTF8.self)
            return Set(text.matches(of: pattern).map { $0.1.uppercased().replacing("-", with: "_") })
        }
        return switch host.name {
        case "aws-lambda": try names("template.yaml", /\n +([A-Z_]+): !Ref \w+/)
        case "openfaas", "of-watchdog": try names("stack.yml", /\n      - ([a-z-]+)/)
        case "yandex-functions": try names("README.md", /--secret environment-variable=(\w+),/)
        default: nil
        }
    }

    @Test(arguments: try Host.all.filter { try $0.description().isFunction })
    func aPlatformsFolderSetsThemAll(_ host: Host) throws {
        #expect(try Self.set(by: host) == Self.named(), "no other file of this folder is known to set secrets")
    }

    @Test func theEnvironmentFileHasALineForEach() throws {
        let file = "\(Programs.repository)/functions/environment.example"
        let names = try EnvironmentFile(FileSystem.read(file), name: file).variables.keys
        #expect(Set(names.filter { !$0.hasPrefix("LIVETEX_BRIDGE_") }) == (try Self.named()))
    }
}
