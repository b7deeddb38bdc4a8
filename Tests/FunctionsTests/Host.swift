import JSON
import POSIX
import TestSupport
import Testing

/// One host of the catalogue: a folder under `functions/`.
///
/// `host.json` describes it for the tests, and `try` starts it in the foreground with the folder's files. A new host is
/// a folder with these two files and a name in ``all``.
struct Host: Sendable, CustomTestStringConvertible {
    /// The folder's name.
    let name: String

    /// Every folder of `functions` with a `host.json`, or those that LIVETEX_BRIDGE_TEST_HOSTS names, with commas between
    /// them.
    static let all: [Host] = {
        let functions = "\(Programs.repository)/functions"
        let folders = ((try? FileSystem.list(functions)) ?? []).sorted()
        let wanted = Environment.value("LIVETEX_BRIDGE_TEST_HOSTS")?.split(separator: ",").map(String.init)
        return folders.filter { FileSystem.exists("\(functions)/\($0)/host.json") && wanted?.contains($0) != false }
            .map { Host(name: $0) }
    }()

    var folder: String { "\(Programs.repository)/functions/\(name)" }
    var testDescription: String { name }

    /// The fields of `host.json`.
    struct Description: Sendable {
        /// The host's name for people.
        var title: String
        /// The path before `/livetex/{binding}` and `/bot/{binding}`.
        var mount: String
        /// Whether the host drops `Authorization`, so that senders use `X-Bridge-Token`.
        var dropsAuthorization: Bool
        /// The value of LIVETEX_BRIDGE_DELIVERY.
        var delivery: String
        /// Whether it is a function platform, with its own settings, secrets and timers.
        var isFunction: Bool
        /// The answers that differ from a probe's expected answer, by the probe's name.
        var limits: [String: Limit]
    }

    /// A known difference.
    struct Limit: Sendable {
        /// The host's answer.
        var found: String
        /// Why the host answers so.
        var reason: String
    }

    func description() throws -> Description {
        let fields = try Fields(JSON(parsing: FileSystem.read("\(folder)/host.json")))
        let limits = try fields.object("limits")
        var byProbe: [String: Limit] = [:]
        for name in limits.names {
            let limit = try limits.object(name)
            byProbe[name] = Limit(found: try limit.string("found"), reason: try limit.string("reason"))
        }
        return Description(
            title: try fields.string("title"), mount: try fields.string("mount"),
            dropsAuthorization: try fields.optionalBool("drops_authorization") ?? false,
            delivery: try fields.string("delivery"), isFunction: try fields.optionalBool("is_function") ?? false,
            limits: byProbe)
    }
}
