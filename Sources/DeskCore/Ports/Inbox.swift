/// The one door into the desk.
public protocol Inbox: Sendable {
    /// Returns once the arrival is durable. Waits while the desk is busy. An arrival that was accepted before is
    /// accepted again and changes nothing.
    func accept(_ arrival: Arrival) async throws(InboxError)

    /// The same for who has no task to wait in: calls back on any thread, with false where it would throw.
    func accept(_ arrival: Arrival, then answer: @escaping @Sendable (Bool) -> Void)

    /// Somebody is writing in a room: told to those who wait for it on the other side of a case, kept nowhere, and dropped
    /// while the desk is busy.
    func isTyping(_ author: Author, in room: Address)
}

extension Inbox {
    public func isTyping(_ author: Author, in room: Address) {}
}

public enum InboxError: Error, Equatable, Sendable {
    /// The desk is stopping. The arrival may or may not be durable: do not acknowledge it.
    case closed
}
