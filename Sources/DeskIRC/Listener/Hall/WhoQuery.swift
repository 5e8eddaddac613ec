/// What a client wants to know of each row of WHO, in the form that is known as WHOX: `%` and letters, and a token that
/// it gets back. (IRCv3 describes it as it grew in ircu.)
struct WhoQuery: Equatable {
    /// Somebody in the answer.
    struct Row {
        let channel: String
        let origin: Origin
        let server: String
        let flags: String
        let realName: String

        /// The fields of the plain form (RFC 2812, RPL_WHOREPLY).
        var params: [String] {
            [
                channel, origin.source.user ?? "*", origin.source.host ?? "*", server, origin.nick, flags,
                "0 " + realName,
            ]
        }
    }

    /// Always in this order, whatever the order they are asked in.
    private static let order: [Character] = ["t", "c", "u", "i", "h", "s", "n", "f", "d", "l", "a", "o", "r"]
    static let longestToken = 3

    let fields: Set<Character>
    let token: String

    /// Nil where it is not of this form. A token that is too long, or no number, is left out.
    init?(_ text: String) {
        guard let sign = text.firstIndex(of: "%") else { return nil }
        let parts = text[text.index(after: sign)...].split(
            separator: ",", maxSplits: 1, omittingEmptySubsequences: false)
        fields = Set(parts[0].lowercased()).intersection(Self.order)
        let token = parts.count > 1 ? String(parts[1]) : ""
        let isNumber =
            !token.isEmpty && token.count <= Self.longestToken && token.allSatisfy { $0.isASCII && $0.isNumber }
        self.token = isNumber ? token : "0"
    }

    func fields(of row: Row) -> [String] {
        Self.order.filter(fields.contains).map { field in
            switch field {
            case "t": token
            case "c": row.channel
            case "u": row.origin.source.user ?? "*"
            // Addresses of machines are told to nobody.
            case "i": "255.255.255.255"
            case "h": row.origin.source.host ?? "*"
            case "s": row.server
            case "n": row.origin.nick
            case "f": row.flags
            case "a": row.origin.account ?? "0"
            case "o": "n/a"
            case "r": row.realName
            // Hops and seconds of silence.
            default: "0"
            }
        }
    }
}
