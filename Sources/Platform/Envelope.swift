// The envelope that both directions share (docs/platform-contract.md).

import Dialog
import JSON
import Text

/// The version of the contract that this release uses.
public let contractVersion: Int64 = 1

/// Why an event of the platform is not accepted.
public enum EnvelopeError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The event has another version of the contract.
    case unsupportedVersion(Int64)
    /// A field is missing or wrong.
    case field(FieldError)

    /// One sentence for people.
    public var description: String {
        switch self {
        case .unsupportedVersion(let version): "v is \(version), not \(contractVersion)"
        case .field(let error): error.message
        }
    }
}

extension PlatformEvent {
    /// Reads an event of the platform.
    ///
    /// Unknown fields are ignored.
    ///
    /// - Parameter remarks: gets what is not as the contract says and has only one meaning.
    /// - Throws: ``EnvelopeError`` for another version, or a missing or wrong field.
    public init(_ body: JSON, _ remarks: Remarks = Remarks()) throws(EnvelopeError) {
        do {
            let fields = try ForeignFields(body, remarks: remarks)
            let version = try fields.integer("v")
            guard version == contractVersion else { throw EnvelopeError.unsupportedVersion(version) }
            let id = try fields.text("id")
            guard EventID.isValid(id) else {
                throw fields.error("id", "must be 1 to \(EventID.maximumLength) of A-Z a-z 0-9 . _ : -")
            }
            if fields["ts"]?.string == nil { fields.remark("ts", "is no text; the time of the event is expected") }
            let type = try fields.string("type")
            let party = try Party(envelope: fields)
            self.init(id: id, party: party, kind: try PlatformEvent.Kind(type: type, fields))
        } catch let error as FieldError {
            throw .field(error)
        } catch let error as EnvelopeError {
            throw error
        } catch {
            throw .field(FieldError(path: "", problem: "cannot be read"))
        }
    }

    /// The id in a body, for a reply to an event that cannot be read.
    public static func id(in body: JSON) -> String? { body["id"]?.string }
}

extension Party {
    fileprivate init(envelope fields: ForeignFields) throws(FieldError) {
        let lead = try fields.object("lead")
        self.init(
            botID: try Self.identifier(fields, "bot_id"), leadID: try Self.identifier(lead, "id"),
            channel: try lead.string("channel"),
            name: DisplayName.clean(lead.decoration("name")))
    }

    private static func identifier(_ fields: ForeignFields, _ key: String) throws(FieldError) -> JSON {
        switch try fields.value(key) {
        case .string(let text) where !text.isEmpty: return .string(text)
        case .int(let number): return .int(number)
        case .double(let number) where Int64(exactly: number) != nil: return .int(try fields.integer(key))
        case .string: throw fields.error(key, "must not be empty")
        case let other: throw fields.error(key, "must be an integer or a string, not \(other.kind)")
        }
    }
}

/// Events for the platform.
public enum PlatformEnvelope {
    /// The body of the request that sends an event. The same call always gives the same bytes.
    ///
    /// - Parameter party: the bot and the lead, for a call that does not have them.
    public static func body(_ call: PlatformCall, party: Party) -> JSON {
        let party = call.party ?? party
        return [
            "v": .int(contractVersion), "id": .string(call.id), "type": .string(call.kind.type),
            "ts": .string(Timestamp.text(milliseconds: call.time)), "bot_id": party.botID,
            "lead": .members([
                "id": party.leadID, "channel": party.channel.map { .string($0) },
                "name": party.name.map { .string($0) },
            ]),
            "data": call.kind.data,
        ]
    }

    /// The event by which a person tries the connection. It belongs to no dialog.
    ///
    /// - Parameter time: milliseconds since 1970.
    public static func trial(id: String, time: Int64) -> JSON {
        [
            "v": .int(contractVersion), "id": .string(id), "type": "ping",
            "ts": .string(Timestamp.text(milliseconds: time)), "bot_id": 0, "lead": ["id": 0], "data": [:],
        ]
    }
}
