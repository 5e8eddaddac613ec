/// Somebody as others see them.
struct Origin: Equatable, Sendable {
    let source: IRCSource
    /// The login they are known by, as far as others may know it.
    var account: String?
    var isBot = false

    var nick: String { source.nick }
    /// As it stands in front of a message.
    var text: String { source.text }
}
