import POSIX
import Program
import TestSupport
import Testing

/// The folders of `functions/` set every secret that `channels.yaml` names. With a missing one every webhook would be
/// answered with 503.
@Suite struct SecretNamesTests {
    /// `NAME` of each `{env: NAME}`.
    private static func named() throws -> Set<String> {
        let text = String(decoding: try FileSystem.read("\(Programs.repository)/channels.yaml"), as: UTF8.self)
        return Set(text.matches(of: /\{env: (\w+)\}/).map { String($0.1) })
    }

    /// The secrets that a function platform's folder sets; nil where the test does not know the folder's file.
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
    func aPlatformsFolderSetsAllSecrets(_ host: Host) throws {
        #expect(try Self.set(by: host) == Self.named(), "nil: name the file that sets the secrets in this test")
    }

    @Test func theExampleEnvironmentFileSetsAllSecrets() throws {
        let file = "\(Programs.repository)/functions/environment.example"
        let names = try EnvironmentFile(FileSystem.read(file), name: file).variables.keys
        #expect(Set(names.filter { !$0.hasPrefix("LIVETEX_BRIDGE_") }) == (try Self.named()))
    }
}
