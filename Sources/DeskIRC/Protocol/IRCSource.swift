/// Who a message comes from: `nick`, `nick!user`, `nick@host` or `nick!user@host`.
struct IRCSource: Equatable, Sendable {
    let nick: String
    let user: String?
    let host: String?

    init(nick: String, user: String? = nil, host: String? = nil) {
        self.nick = nick
        self.user = user
        self.host = host
    }

    init(parsing text: String) {
        let (name, host) = Self.split(text[...], at: "@")
        let (nick, user) = Self.split(name, at: "!")
        self.init(nick: String(nick), user: user.map(String.init), host: host.map(String.init))
    }

    var text: String { nick + (user.map { "!" + $0 } ?? "") + (host.map { "@" + $0 } ?? "") }

    private static func split(_ text: Substring, at mark: Character) -> (Substring, Substring?) {
        guard let index = text.firstIndex(of: mark) else { return (text, nil) }
        return (text[..<index], text[text.index(after: index)...])
    }
}
