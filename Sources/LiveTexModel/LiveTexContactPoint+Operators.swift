// What operators do in their application, and what LiveTex does by itself.

/// An action that fails because it names an operator or a user that does not exist.
public enum OperatorError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The contact point has no such operator.
    case unknownOperator(String)
    /// The user has no conversation.
    case unknownUser(String)

    /// The problem as a clause.
    public var description: String {
        switch self {
        case .unknownOperator(let name): "there is no operator \(name)"
        case .unknownUser(let user): "LiveTex does not know the user \(user)"
        }
    }
}

extension LiveTexContactPoint {
    /// An operator writes. The conversation becomes this operator's.
    ///
    /// - Parameter name: the operator's displayed name, first name or id, here and in the other functions.
    /// - Returns: the message's id.
    @discardableResult
    public mutating func say(
        _ text: String, as name: String, to user: String, at now: Int64
    ) throws(OperatorError) -> String {
        let employee = try assign(user, toOperator: name, at: now)
        return append(.operatorText(text, by: employee), to: user, visible: true, announced: true, at: now).id
    }

    /// An operator sends a file. The conversation becomes this operator's.
    ///
    /// - Returns: the message's id.
    @discardableResult
    public mutating func send(
        _ file: LiveTexFile, as name: String, to user: String, at now: Int64
    ) throws(OperatorError) -> String {
        let employee = try assign(user, toOperator: name, at: now)
        return append(.operatorFile(file, by: employee), to: user, visible: true, announced: true, at: now).id
    }

    /// An operator opens the conversation, which becomes this operator's, and reads it.
    ///
    /// Each message that no operator has read is announced as delivered to this one. If there is none, the visitor's last
    /// message is announced, so that a second operator's reading shows too.
    public mutating func read(_ user: String, by name: String, at now: Int64) throws(OperatorError) {
        let employee = try assign(user, toOperator: name, at: now)
        guard let conversation = conversations[user] else { return }
        let messages = conversation.visibleEntries.filter(\.isFromVisitor)
        var unread = messages.filter { !conversation.wasDelivered($0.id, read: true) }
        if unread.isEmpty, let last = messages.last, conversation.lastRead[employee.id] != last.id { unread = [last] }
        conversations[user]?.lastRead[employee.id] = messages.last?.id
        for message in unread {
            append(.delivered(messageID: message.id, to: employee), to: user, visible: false, announced: true, at: now)
        }
    }

    /// The operators' application receives the messages before an operator reads them: `MessageDelivered` without an
    /// employee.
    public mutating func deliver(_ user: String, at now: Int64) throws(OperatorError) {
        let conversation = try conversation(user)
        for message in conversation.visibleEntries
        where message.isFromVisitor && !conversation.wasDelivered(message.id, read: false) {
            append(.delivered(messageID: message.id, to: nil), to: user, visible: false, announced: true, at: now)
        }
    }

    /// LiveTex writes to the visitor, by a rule of the cabinet.
    public mutating func hold(_ user: String, text: String, at now: Int64) throws(OperatorError) {
        _ = try conversation(user)
        append(.hold(text), to: user, visible: true, announced: true, at: now)
    }

    /// An operator closes the conversation, or LiveTex does where there is no name. The group choice is void afterwards.
    public mutating func close(_ user: String, by name: String?, at now: Int64) throws(OperatorError) {
        let employee = try name.map { name throws(OperatorError) in try findOperator(name) }
        _ = try conversation(user)
        conversations[user]?.destination = nil
        conversations[user]?.wasAskedForDestination = false
        append(.closed(by: employee), to: user, visible: true, announced: true, at: now)
        assign(user, to: nil, at: now)
    }

    /// The conversation goes to another operator. The API has no notification for it.
    public mutating func transfer(_ user: String, to name: String, at now: Int64) throws(OperatorError) {
        _ = try assign(user, toOperator: name, at: now)
    }

    /// An operator's status or number of free slots changes.
    public mutating func setAvailability(
        of name: String, online: Bool, hasFreeSlot: Bool = true, at now: Int64
    ) throws(OperatorError) {
        let employee = try findOperator(name)
        guard let index = operators.firstIndex(of: employee),
            (employee.isOnline, employee.hasFreeSlot) != (online, hasFreeSlot)
        else { return }
        operators[index].isOnline = online
        operators[index].hasFreeSlot = hasFreeSlot
        announceAvailability(of: employee.id, at: now)
    }

    private func findOperator(_ name: String) throws(OperatorError) -> LiveTexOperator {
        guard let found = operators.first(where: { [$0.displayName, $0.firstName, $0.id].contains(name) }) else {
            throw .unknownOperator(name)
        }
        return found
    }

    private func conversation(_ user: String) throws(OperatorError) -> LiveTexConversation {
        guard let conversation = conversations[user] else { throw .unknownUser(user) }
        return conversation
    }

    private mutating func assign(
        _ user: String, toOperator name: String, at now: Int64
    ) throws(OperatorError) -> LiveTexOperator {
        let employee = try findOperator(name)
        _ = try conversation(user)
        assign(user, to: employee.id, at: now)
        return employee
    }

    /// Sets who has the conversation. A changed number of conversations is announced like a changed status.
    private mutating func assign(_ user: String, to employee: String?, at now: Int64) {
        guard let previous = conversations[user].map(\.assignee), previous != employee else { return }
        conversations[user]?.assignee = employee
        for affected in [previous, employee].compactMap({ $0 }) { announceAvailability(of: affected, at: now) }
    }

    /// `EmployeeAvailabilityChanged`, once per conversation of the operator (since 1.1).
    private mutating func announceAvailability(of id: String, at now: Int64) {
        guard notificationEdition >= .v1_1, let employee = operators.first(where: { $0.id == id }) else { return }
        for _ in conversations.values.filter({ $0.assignee == id }) {
            notifications.append(
                .availability(
                    id: makeID(), time: makeTime(now), of: employee, touchPoint: touchPoint,
                    edition: notificationEdition))
        }
    }
}
