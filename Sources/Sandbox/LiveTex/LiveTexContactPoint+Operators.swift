// What operators do in their application, and what LiveTex tells the integrator about it.

import JSON

/// A deed of an operator that cannot be done.
public enum OperatorError: Error, Hashable, Sendable, CustomStringConvertible {
    case unknownBinding(String)
    case unknownOperator(String)
    case unknownUser(String)

    /// The problem as a clause.
    public var description: String {
        switch self {
        case .unknownBinding(let id): "there is no binding \(id)"
        case .unknownOperator(let name): "there is no operator \(name)"
        case .unknownUser(let user): "LiveTex has never heard of the user \(user)"
        }
    }
}

extension LiveTexContactPoint {
    /// The operator with that name or id.
    func findOperator(_ name: String) throws(OperatorError) -> LiveTexOperator {
        guard let found = operators.first(where: { [$0.displayName, $0.firstName, $0.id].contains(name) }) else {
            throw .unknownOperator(name)
        }
        return found
    }

    private func requireUser(_ user: String) throws(OperatorError) {
        guard conversations[user] != nil else { throw .unknownUser(user) }
    }

    /// An operator writes or sends a file. Who writes has the conversation.
    mutating func say(
        _ content: (LiveTexOperator) -> LiveTexConversation.Entry.Content, as name: String, to user: String,
        at moment: inout Moment
    ) throws(OperatorError) -> String {
        let employee = try findOperator(name)
        try requireUser(user)
        assign(user, to: employee.id, at: &moment)
        return append(content(employee), to: user, visible: true, announced: true, at: &moment)
    }

    /// An operator opens the conversation: every message that nobody has read is announced as delivered to that operator;
    /// where there is none, the visitor's last one is, so that a second operator's reading shows too.
    mutating func read(_ user: String, by name: String, at moment: inout Moment) throws(OperatorError) {
        let employee = try findOperator(name)
        try requireUser(user)
        assign(user, to: employee.id, at: &moment)
        guard let conversation = conversations[user] else { return }
        let messages = conversation.entries.filter { $0.isFromVisitor && $0.isVisible }
        var unread = messages.filter { !isDelivered($0.id, in: conversation, toAnybody: false) }
        if unread.isEmpty, let last = messages.last, conversation.lastRead[employee.id] != last.id { unread = [last] }
        conversations[user]?.lastRead[employee.id] = messages.last?.id
        for message in unread {
            append(
                .delivered(messageID: message.id, to: employee), to: user, visible: false, announced: true, at: &moment)
        }
    }

    /// The operators' application has received the messages, and nobody has read them: `MessageDelivered` without an
    /// employee.
    mutating func deliver(_ user: String, at moment: inout Moment) throws(OperatorError) {
        try requireUser(user)
        guard let conversation = conversations[user] else { return }
        for message in conversation.entries
        where message.isFromVisitor && message.isVisible && !isDelivered(message.id, in: conversation, toAnybody: true)
        {
            append(.delivered(messageID: message.id, to: nil), to: user, visible: false, announced: true, at: &moment)
        }
    }

    private func isDelivered(_ message: String, in conversation: LiveTexConversation, toAnybody: Bool) -> Bool {
        conversation.entries.contains { entry in
            guard case .delivered(message, let to) = entry.content else { return false }
            return toAnybody || to != nil
        }
    }

    /// LiveTex's retention scenario writes to the visitor.
    mutating func hold(_ user: String, text: String, at moment: inout Moment) throws(OperatorError) {
        try requireUser(user)
        append(.hold(text), to: user, visible: true, announced: true, at: &moment)
    }

    /// An operator closes the conversation, or LiveTex does (nil). The group choice is void afterwards.
    mutating func close(_ user: String, by name: String?, at moment: inout Moment) throws(OperatorError) {
        let employee = try name.map { name throws(OperatorError) in try findOperator(name) }
        try requireUser(user)
        conversations[user]?.destination = nil
        conversations[user]?.wasAskedForDestination = false
        append(.closed(by: employee), to: user, visible: true, announced: true, at: &moment)
        assign(user, to: nil, at: &moment)
    }

    /// Hands the conversation to another operator. LiveTex tells nobody (spec, Q6).
    mutating func transfer(_ user: String, to name: String, at moment: inout Moment) throws(OperatorError) {
        let employee = try findOperator(name)
        try requireUser(user)
        assign(user, to: employee.id, at: &moment)
    }

    /// An operator comes, goes, or runs out of slots.
    mutating func setAvailability(
        of name: String, online: Bool, hasFreeSlot: Bool = true, at moment: inout Moment
    ) throws(OperatorError) {
        let employee = try findOperator(name)
        guard let index = operators.firstIndex(where: { $0.id == employee.id }) else { return }
        guard (employee.isOnline, employee.hasFreeSlot) != (online, hasFreeSlot) else { return }
        operators[index].isOnline = online
        operators[index].hasFreeSlot = hasFreeSlot
        announceAvailability(of: employee.id, at: &moment)
    }

    /// Notes who has the conversation; a changed number of conversations is announced like a changed status.
    private mutating func assign(_ user: String, to employee: String?, at moment: inout Moment) {
        guard let previous = conversations[user].map(\.assignee), previous != employee else { return }
        conversations[user]?.assignee = employee
        for affected in [previous, employee].compactMap({ $0 }) { announceAvailability(of: affected, at: &moment) }
    }

    /// `EmployeeAvailabilityChanged`, once per active conversation of the operator (1.1 and later).
    private mutating func announceAvailability(of id: String, at moment: inout Moment) {
        guard notificationVersion >= .v1_1, let employee = operators.first(where: { $0.id == id }) else { return }
        for _ in conversations.values.filter({ $0.assignee == id }) {
            notifications.append(
                .availability(
                    id: moment.id(), time: moment.time(), of: employee, touchPoint: touchPoint,
                    version: notificationVersion))
        }
    }
}
