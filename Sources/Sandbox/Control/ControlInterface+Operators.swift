// What operators and LiveTex itself do.

import JSON
import LiveTexModel

extension ControlInterface {
    /// Does what a path says; nil for another path.
    func operate(_ path: String, _ fields: Fields, _ binding: String?) throws -> JSON? {
        if let real = parts.realLiveTex { throw SandboxError.realService(real.url) }
        switch path {
        case "/sandbox/operator/says":
            let id = try liveTex.operatorSays(
                fields.string("operator"), to: fields.string("user"), fields.string("text"), binding: binding)
            return ["id": .string(id)]
        case "/sandbox/operator/sends":
            let file = LiveTexFile(
                url: try fields.string("url"), name: try fields.optionalString("name"),
                size: try fields.optionalInt("size"), comment: try fields.optionalString("comment"))
            let id = try liveTex.operatorSends(
                fields.string("operator"), to: fields.string("user"), file, binding: binding)
            return ["id": .string(id)]
        case "/sandbox/operator/reads":
            try liveTex.reads(fields.string("operator"), fields.string("user"), binding: binding)
        case "/sandbox/operator/closes":
            try liveTex.closes(fields.optionalString("operator"), fields.string("user"), binding: binding)
        case "/sandbox/operator/online":
            try liveTex.setOnline(
                fields.string("operator"), fields.optionalBool("online") ?? true, binding: binding)
        case "/sandbox/transfers":
            try liveTex.transfers(fields.string("user"), to: fields.string("to"), binding: binding)
        case "/sandbox/holds": try liveTex.holds(fields.string("user"), fields.string("text"), binding: binding)
        case "/sandbox/groups":
            let groups = try fields.objects("groups").map {
                LiveTexGroup(
                    id: try $0.string("id"), name: try $0.string("name"), operators: try $0.strings("operators"))
            }
            try liveTex.configure(binding) { $0.groups = groups }
        case "/sandbox/delivers": try liveTex.delivers(fields.string("user"), binding: binding)
        default: return nil
        }
        return ["done": true]
    }
}
