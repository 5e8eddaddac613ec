/// Somebody as others see them.
struct Origin: Equatable, Sendable {
    let source: IRCSource
    /// The login they are known by, as far as others may know it.
    var account: String?
    /// A program speaks (IRCv3 bot mode): the desk, or whoever says so of themselves.
    var isBot = false
    var isDesk = false

    var nick: String { source.nick }
    /// As it stands in front of a message.
    var text: String { source.text }
}
