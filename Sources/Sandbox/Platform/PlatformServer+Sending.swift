// What the platform sends to the bridge.

import Cryptography
import JSON
import POSIX

extension PlatformServer {
    /// Sends an event to the bridge and returns its reply. Without an answer, and after 503, the same bytes are sent again,
    /// as the contract asks.
    @discardableResult
    public func send(_ event: ScriptedEvent, binding: String? = nil) async -> PlatformReply {
        let binding = binding ?? first
        let id = event.id ?? makeID()
        guard let account = accounts[binding] else {
            return PlatformReply(status: nil, body: .null, attempts: 0, id: id)
        }
        let envelope = event.json(id: id, time: Clock.wall())
        journal.record(
            Act(
                path: "/sandbox/event", binding: binding, user: event.lead.key,
                body: [
                    "type": .string(event.type), "id": .string(id), "data": event.data,
                    "lead": .object((event.lead.json.object ?? [:]).merging(["bot_id": event.lead.botID]) { $1 }),
                ]))
        show(event, binding: binding)
        let deadline = Clock.monotonic() + patience.total
        var attempt = 0
        while true {
            attempt += 1
            let (reply, asked) = await self.attempt(
                envelope, id: id, type: event.type, user: event.lead.key, account, attempt)
            if let status = reply.status, status != 503 { return reply }
            let pause = asked ?? patience.pauses[min(attempt, patience.pauses.count) - 1]
            guard Clock.monotonic() + pause < deadline else { return reply }
            do { try await Task.sleep(nanoseconds: UInt64(pause) * 1_000_000) } catch { return reply }
        }
    }

    /// Sends an event of the journal once more, with the same id and the same bytes.
    ///
    /// - Returns: the reply; nil when there is no such binding.
    func sendAgain(_ entry: JournalEntry) async -> PlatformReply? {
        guard let account = accounts[entry.binding] else { return nil }
        let id = entry.request["id"]?.string ?? ""
        return await attempt(entry.request, id: id, type: entry.name, user: entry.user, account, entry.attempt + 1)
            .reply
    }

    /// Sends an envelope once.
    ///
    /// - Returns: the reply, and the pause that the bridge asks for.
    private func attempt(
        _ envelope: JSON, id: String, type: String, user: String, _ account: Account, _ attempt: Int
    ) async -> (reply: PlatformReply, pause: Int64?) {
        let url = "\(receiverURL)/bot/\(account.binding)"
        let body = envelope.bytes()
        let number = journal.begin(
            .platformEvent, binding: account.binding, name: type, user: user, attempt: attempt,
            path: WireRequest.path(of: url), request: envelope)
        let token =
            account.sendsBridgeToken
            ? ("X-Bridge-Token", account.sentToken) : ("Authorization", "Bearer \(account.sentToken)")
        var headers = [("Content-Type", "application/json"), token]
        headers += account.signature.headers(id: id, seconds: Clock.wall() / 1000, body: body)
        var reply = PlatformReply(status: nil, body: .null, attempts: attempt, id: id)
        var pause: Int64?
        switch await sender.post(url, headers: headers, body: body, timeout: patience.answer) {
        case .success(let answer):
            reply.status = answer.status
            reply.body = (try? JSON(parsing: answer.body)) ?? .null
            journal.finish(number, .answered(answer.status, reply.body))
            if let seconds = answer.headers["retry-after"].flatMap({ Int64($0) }) {
                pause = min(min(max(seconds, 0), 86_400) * 1000, patience.longestPause)
            }
        case .failure(let failure): journal.finish(number, .unanswered(failure.reason))
        }
        return (reply, pause)
    }

    /// A new id, which does not look like a counter.
    private func makeID() -> String {
        state.with { state in
            state.ids += 1
            return Digest128(of: salt, String(state.ids)).description
        }
    }
}
