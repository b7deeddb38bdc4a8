// The parts of a sandbox, made once its port is known.

import ChannelBundle
import Cryptography
import LiveTexModel
import POSIX

extension Sandbox {
    struct Parts: Sendable {
        let url: String
        let receiverURL: String
        let bindings: [String]
        let workDirectory: String
        let removesWorkDirectory: Bool
        let receiverEnvironment: [String: String]
        let journal: Journal
        let faults = FaultTable()
        let liveTex: LiveTexServer
        let platform: PlatformServer
        let receiver: CGIProgram?
        /// The platform outside the sandbox; nil for the sandbox's own.
        let realPlatform: RealService?
        /// The LiveTex outside the sandbox; nil for the sandbox's own.
        let realLiveTex: RealService?
        /// The bindings with the sandbox's addresses.
        let redirected: [Binding]
        let bot: BotDesk
        let files = FileShelf()
        let bridge: BridgeProgram
        /// Tells this sandbox from an earlier one on the same port.
        let run = Digest128(of: randomBytes(count: 16)).description
        /// The file name of the courier program.
        let courierName: String

        init(_ options: SandboxOptions, port: UInt16) throws {
            let url = "http://127.0.0.1:\(port)"
            let receiverURL = options.receiverURL ?? "\(url)/hooks"
            var secrets = SandboxSecrets()
            let redirected = try options.bindings.map {
                try RedirectedBinding(
                    $0, base: url, receiverURL: receiverURL, keepsLiveTex: options.liveTexURL != nil,
                    keepsPlatform: options.platformURL != nil, secrets: &secrets)
            }
            let mask = JournalMask(secrets.environment.values + secrets.realValues)
            realPlatform = options.platformURL.map { RealService(url: $0, sender: CurlSender()) }
            realLiveTex = options.liveTexURL.map { RealService(url: $0, sender: CurlSender()) }
            var tokens: Set<String> = []
            for entry in redirected where !tokens.insert(entry.token).inserted {
                throw SandboxError.sharedToken(entry.binding.id)
            }
            self.url = url
            self.receiverURL = receiverURL
            bindings = redirected.map(\.binding.id)
            self.redirected = redirected.map(\.binding)

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
            // What a sandbox stores may be lost.
            environment["LIVETEX_BRIDGE_ALLOW_STATE"] = "tmpfs"
            environment["LIVETEX_BRIDGE_DELIVERY"] = options.delivery
            environment["LIVETEX_BRIDGE_COURIER"] = options.courier
            // A courier that the receiver starts has no standard error.
            environment["LIVETEX_BRIDGE_LOG"] = "\(workDirectory)/log"
            // No file of this machine: its secrets are none of the sandbox's.
            environment["LIVETEX_BRIDGE_ENVIRONMENT"] = ""
            environment.merge(options.environment) { $1 }
            receiverEnvironment = environment
            let lines = environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)\n" }
            try FileSystem.replace("\(workDirectory)/environment", with: Array(lines.joined().utf8))

            let journal = Journal(mask: mask)
            self.journal = journal
            let salt = Digest128(of: randomBytes(count: 16)).description
            liveTex = LiveTexServer(
                points: redirected.map {
                    ($0.binding.id, Self.contactPoint($0, options, receiverURL: receiverURL, salt: salt))
                },
                real: realLiveTex, journal: journal, faults: faults, sender: CurlSender())
            platform = PlatformServer(
                accounts: redirected.map { entry in
                    PlatformServer.Account(
                        binding: entry.binding.id, expectedToken: entry.botToken,
                        tokenHeader: entry.binding.platform.tokenHeader,
                        wrapping: EventWrapping(entry.binding.platform),
                        sentToken: entry.acceptTokens.first ?? "", sendsBridgeToken: options.sendsBridgeToken,
                        signature: WebhookSignature(secrets: entry.signingSecrets))
                },
                salt: "\(salt) platform", real: realPlatform, journal: journal, faults: faults, sender: CurlSender(),
                receiverURL: receiverURL)
            bot = BotDesk(platform: platform)
            bridge = BridgeProgram(
                bridge: options.bridge, courier: options.courier, bundle: "\(workDirectory)/bundle",
                state: "\(workDirectory)/state", environment: environment,
                mask: mask)
            courierName = options.courier?.split(separator: "/").last.map(String.init) ?? "livetex-courier"
            receiver = options.receiver.map {
                CGIProgram(
                    path: $0, scriptName: "/hooks", environment: environment, serverPort: port,
                    timeout: options.receiverTimeout, journal: journal)
            }
        }

        /// A contact point with one group and two operators, who are offline.
        private static func contactPoint(
            _ entry: RedirectedBinding, _ options: SandboxOptions, receiverURL: String, salt: String
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
                    url: "\(receiverURL)/livetex/\(entry.binding.id)", key: key, edition: edition)
            }
            return point
        }
    }
}
