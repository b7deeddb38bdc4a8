// What a sandbox is put together from, once its port is known.

import ChannelBundle
import Cryptography
import LiveTexModel
import POSIX

extension Sandbox {
    struct Parts {
        let url: String
        let receiver: String
        let bindings: [String]
        let workDirectory: String
        let removesWorkDirectory: Bool
        let hookEnvironment: [String: String]
        let journal: Journal
        let faults = FaultTable()
        let liveTex: LiveTexServer
        let platform: PlatformServer
        let hook: CGIProgram?
        /// The file name of the courier, by which stray ones are found.
        let courierName: String

        init(_ options: SandboxOptions, port: UInt16) throws {
            let url = "http://127.0.0.1:\(port)"
            let receiver = options.receiver ?? "\(url)/hooks"
            var secrets = SandboxSecrets()
            let redirected = options.bindings.map {
                RedirectedBinding($0, base: url, receiver: receiver, secrets: &secrets)
            }
            var tokens: Set<String> = []
            for entry in redirected where !tokens.insert(entry.token).inserted {
                throw SandboxError.sharedToken(entry.binding.id)
            }
            self.url = url
            self.receiver = receiver
            bindings = redirected.map(\.binding.id)

            removesWorkDirectory = options.workDirectory == nil
            if let directory = options.workDirectory {
                try FileSystem.makeDirectories(directory)
                workDirectory = directory
            } else {
                workDirectory = try FileSystem.makeTemporaryDirectory(prefix: "/tmp/livetex-sandbox-")
            }
            try BundleWriter(directory: "\(workDirectory)/bundle")
                .write(redirected.map(\.binding), sourceDigest: BundleWriter.digest(of: []))
            try FileSystem.makeDirectory("\(workDirectory)/state")

            var environment = secrets.environment
            environment["LIVETEX_BRIDGE_BUNDLE"] = "\(workDirectory)/bundle"
            environment["LIVETEX_BRIDGE_STATE"] = "\(workDirectory)/state"
            environment["LIVETEX_BRIDGE_DELIVERY"] = options.delivery
            environment["LIVETEX_BRIDGE_COURIER"] = options.courier
            // Without a file the courier, which is started detached, would log to nowhere.
            environment["LIVETEX_BRIDGE_LOG"] = "\(workDirectory)/log"
            environment.merge(options.environment) { $1 }
            hookEnvironment = environment
            let lines = environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)\n" }
            try FileSystem.replace("\(workDirectory)/environment", with: Array(lines.joined().utf8))

            let journal = Journal(mask: JournalMask(secrets.environment.values))
            self.journal = journal
            let salt = Digest128(of: randomBytes(count: 16)).description
            liveTex = LiveTexServer(
                points: redirected.map {
                    ($0.binding.id, Self.contactPoint($0, options, receiver: receiver, salt: salt))
                },
                journal: journal, faults: faults, sender: CurlSender())
            platform = PlatformServer(
                accounts: redirected.map { entry in
                    PlatformServer.Account(
                        binding: entry.binding.id, expectedToken: entry.botToken,
                        sentToken: entry.acceptTokens.first ?? "", sendsBridgeToken: options.sendsBridgeToken,
                        signature: WebhookSignature(secrets: entry.signingSecrets))
                },
                salt: "\(salt) platform", journal: journal, faults: faults, sender: CurlSender(), receiver: receiver)
            courierName = options.courier?.split(separator: "/").last.map(String.init) ?? "livetex-courier"
            hook = options.hook.map {
                CGIProgram(
                    path: $0, scriptName: "/hooks", environment: environment, serverPort: port,
                    timeout: options.hookTimeout, journal: journal)
            }
        }

        /// A contact point with one group and two operators, who are offline.
        private static func contactPoint(
            _ entry: RedirectedBinding, _ options: SandboxOptions, receiver: String, salt: String
        ) -> LiveTexContactPoint {
            var point = LiveTexContactPoint(
                touchPoint: String(Digest128(of: entry.binding.id).high % 1_000_000),
                accessKey: entry.token,
                groups: [LiveTexGroup(id: "70001", name: "Поддержка", operators: ["501", "502"])],
                operators: [
                    LiveTexOperator(id: "501", firstName: "Анна", lastName: "Петрова"),
                    LiveTexOperator(id: "502", firstName: "Борис", lastName: "Иванов"),
                ],
                salt: "\(salt) \(entry.binding.id)")
            if options.registersWebhooks, let key = entry.webhookKeys.first,
                let edition = LiveTexEdition(rawValue: entry.binding.api.version.rawValue)
            {
                point.registration = LiveTexContactPoint.Registration(
                    url: "\(receiver)/livetex/\(entry.binding.id)", key: key, edition: edition)
            }
            return point
        }
    }
}
