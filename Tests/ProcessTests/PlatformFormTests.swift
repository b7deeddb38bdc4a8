import ChannelBundle
import JSON
import Sandbox
import SandboxSupport
import TestSupport
import Testing

/// The platform's own forms of bodies, headers and answers, through the real programs.
@Suite struct PlatformFormTests {
    @Test(arguments: PlatformEndpoint.BodyForm.allCases)
    func aDialogReachesThePlatformInEachForm(form: PlatformEndpoint.BodyForm) async throws {
        func configure(_ binding: inout Binding) {
            binding.platform.bodyForm = form
            binding.platform.scriptCode = form == .job ? "livetex_event" : nil
            binding.platform.tokenHeader = "Authentication"
            binding.platform.acknowledgement = .id
        }
        try await Bridge.run(environment: Bridge.patience, binding: configure) { bridge async throws in
            try await bridge.transfer()
            try await bridge.settle()
            for call in bridge.sandbox.platform.calls {
                #expect(call.outcome?.status == 200)
                let expected: [String] =
                    switch form {
                    case .envelope: ["bot_id", "data", "id", "lead", "ts", "type", "v"]
                    case .scriptRequestParams: ["script_request_params"]
                    case .job: ["lead_id", "script_code", "script_request_params"]
                    }
                #expect((call.request.object ?? [:]).map { $0.key.description }.sorted() == expected)
            }
            let doctor = try await bridge.command("doctor")
            #expect(doctor.outputText.contains("ok    support  the platform takes events\n"), "\(doctor.outputText)")
        }
    }

    /// A low-code endpoint may answer 200 although its script has failed.
    @Test func anErrorInsideA200LosesNoMessage() async throws {
        try await Bridge.run(environment: Bridge.patience, binding: { $0.platform.acknowledgement = .id }) {
            bridge async throws in
            try await bridge.transfer()
            bridge.sandbox.faults.add(Fault(.platform, .answer(status: 200), on: "operator.message", count: 2))
            try bridge.sandbox.liveTex.operatorSays("Анна", to: bridge.user, "Добрый день")
            try await eventually("the message arrives") { bridge.leadTexts.last == "Добрый день" }
            try await bridge.settle()
            let words = bridge.sandbox.platform.calls.filter { $0.name == "operator.message" }
            #expect(words.count == 3)
            #expect(Set(words.map(\.request)).count == 1)
        }
    }

    @Test func theDoctorSeesAnEndpointThatAcknowledgesNothing() async throws {
        try await Bridge.run(environment: Bridge.patience, binding: { $0.platform.acknowledgement = .id }) {
            bridge async throws in
            for (status, line) in [
                (200, "FAIL  support  the platform takes events: it answers 200 without the event's id"),
                (302, "FAIL  support  the platform takes events: it answers 302, and redirects are not followed"),
                (401, "FAIL  support  the platform takes events: it answers 401: it refuses the token"),
                (404, "note  support  the platform takes events: it answers 404 to a `ping`"),
            ] {
                bridge.sandbox.faults.add(Fault(.platform, .answer(status: status), on: "ping", count: 1))
                let doctor = try await bridge.command("doctor")
                #expect(doctor.outputText.contains(line), "\(doctor.outputText)")
            }
            #expect(bridge.sandbox.platform.events.isEmpty)
        }
    }
}
