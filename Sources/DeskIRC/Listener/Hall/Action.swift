import DeskCore

/// One connection of this process.
struct ConnectionID: Hashable, Sendable {
    let number: UInt64
}

/// What the hall wants done.
enum Action: Equatable, Sendable {
    case send(ConnectionID, IRCMessage)
    /// After what was sent before.
    case close(ConnectionID)
    /// To be answered with `settled`.
    case accept(Arrival)
    /// To be answered with `verified`.
    case verify(ConnectionID, name: String, password: String)
    /// To be answered with `found`.
    case lookUp(ConnectionID, name: String)
    /// To be answered with `dawdled`, after a moment: guessing takes its time.
    case dawdle(ConnectionID)
    /// To be answered with `checked`.
    case checkNick(ConnectionID, nick: String)
    /// To be answered with `recalled`.
    case recall(ConnectionID, Past)
    /// The connection may be read again.
    case resume(ConnectionID)
}
