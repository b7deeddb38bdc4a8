import JSON
import POSIX

/// A dialog as a file: what people and the bot did, and the calls of the bridge that followed.
struct Recording: Sendable {
    /// One thing that was done.
    struct Step: Hashable, Sendable {
        var path: String
        var body: JSON
        /// How many calls with an effect had begun before, by lane.
        var liveTex: Int
        var platform: Int
        /// The bridge's reply to an event; nil for all else.
        var reply: JSON?
    }

    /// The binding, with the sandbox's addresses and names of secrets.
    var binding: JSON
    var steps: [Step]
    var liveTexCalls: [JSON]
    var platformCalls: [JSON]

    /// The dialog of a lead in a running sandbox.
    ///
    /// - Parameter key: the lead's ``Lead/key``.
    /// - Throws: ``SandboxError/unknownBinding(_:)``.
    init(_ parts: Sandbox.Parts, binding: String, lead key: String) throws {
        guard let found = parts.redirected.first(where: { $0.id == binding }) else {
            throw SandboxError.unknownBinding(binding)
        }
        let lead = parts.platform.leads(binding: binding).first { $0.key == key }
        let names: Set<String> = [key, lead?.user ?? key]
        let entries = parts.journal.entries.filter { $0.binding == binding && names.contains($0.user) }
        self.binding = ReplayForm.move(found.json, from: parts.url, to: ReplayForm.address)
        let acts = parts.journal.acts.filter { $0.act.user.isEmpty || names.contains($0.act.user) }
            .filter { $0.act.binding.isEmpty || $0.act.binding == binding }
        steps = acts.map { act, position in
            let before = entries.filter { $0.number <= position && ReplayForm.counts($0) }
            let id = act.body["id"]
            let sent = entries.last { $0.kind == .platformEvent && $0.request["id"] == id && $0.note.isEmpty }
            return Step(
                path: act.path, body: ReplayForm.move(act.body, from: parts.url, to: ReplayForm.address),
                liveTex: before.count { $0.kind == .liveTexCall },
                platform: before.count { $0.kind == .platformCall },
                reply: act.path == "/sandbox/event" ? sent?.outcome.map { ReplayForm.reply($0.body) } : nil)
        }
        liveTexCalls = ReplayForm.calls(.liveTexCall, entries, url: parts.url)
        platformCalls = ReplayForm.calls(.platformCall, entries, url: parts.url)
    }

    /// Reads a file.
    ///
    /// - Throws: ``FieldError`` for what is missing or of another version.
    init(_ value: JSON) throws(FieldError) {
        let fields = try Fields(value)
        guard try fields.int("replay") == 1 else { throw fields.error("replay", "must be 1") }
        binding = try fields.value("binding")
        steps = []
        for step in try fields.objects("steps") {
            let after = try step.object("after")
            steps.append(
                Step(
                    path: try step.string("path"), body: try step.value("body"),
                    liveTex: Int(try after.int("livetex", in: 0...1_000_000)),
                    platform: Int(try after.int("platform", in: 0...1_000_000)), reply: step["reply"]))
        }
        let calls = try fields.object("calls")
        liveTexCalls = try calls.elements("livetex").map(\.value)
        platformCalls = try calls.elements("platform").map(\.value)
    }

    /// The file.
    var json: JSON {
        [
            "replay": 1, "binding": binding,
            "steps": .array(
                steps.map { step in
                    .members([
                        "path": .string(step.path), "body": step.body, "reply": step.reply,
                        "after": ["livetex": .int(Int64(step.liveTex)), "platform": .int(Int64(step.platform))],
                    ])
                }), "calls": ["livetex": .array(liveTexCalls), "platform": .array(platformCalls)],
        ]
    }
}
