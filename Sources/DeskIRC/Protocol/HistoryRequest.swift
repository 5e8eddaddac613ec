import DeskCore

/// What a client wants to see again (IRCv3 chathistory, as of its draft): the parameters of CHATHISTORY as a value, and
/// which of the messages kept it means.
struct HistoryRequest: Equatable, Sendable {
    /// A place in what was said.
    enum Reference: Equatable, Sendable {
        case time(Timestamp)
        case message(String)
    }
    enum Range: Equatable, Sendable {
        /// After the reference, where there is one; the last ones.
        case latest(Reference?)
        case before(Reference)
        case after(Reference)
        case around(Reference)
        case between(Reference, Reference)
    }
    /// Why it is none, as a standard reply says it.
    struct Refusal: Error, Equatable {
        let code: String
        let context: [String]
        let why: String
    }
    /// Messages in one answer.
    static let most = 100

    let target: String
    let range: Range
    let limit: Int

    /// `params` are those of CHATHISTORY, the subcommand first; TARGETS is another request.
    init(_ params: [String]) throws(Refusal) {
        let name = params.first?.uppercased() ?? "*"
        let count = name == "BETWEEN" ? 5 : 4
        guard ["LATEST", "BEFORE", "AFTER", "AROUND", "BETWEEN"].contains(name) else {
            throw Refusal(code: "INVALID_PARAMS", context: [name], why: "Unknown command")
        }
        guard params.count >= count else {
            throw Refusal(code: "NEED_MORE_PARAMS", context: [name], why: "Missing parameters")
        }
        target = params[1]
        limit = try Self.limit(params[count - 1], name)
        switch name {
        case "LATEST": range = .latest(params[2] == "*" ? nil : try Self.reference(params[2], name))
        case "BEFORE": range = .before(try Self.reference(params[2], name))
        case "AFTER": range = .after(try Self.reference(params[2], name))
        case "AROUND": range = .around(try Self.reference(params[2], name))
        default: range = .between(try Self.reference(params[2], name), try Self.reference(params[3], name))
        }
    }

    init(target: String, range: Range, limit: Int) {
        self.target = target
        self.range = range
        self.limit = limit
    }

    static func limit(_ text: String, _ name: String) throws(Refusal) -> Int {
        guard let limit = Int(text), limit > 0 else {
            throw Refusal(code: "INVALID_PARAMS", context: [name, text], why: "Invalid limit")
        }
        return min(limit, most)
    }

    static func reference(_ text: String, _ name: String) throws(Refusal) -> Reference {
        let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
        switch parts.first {
        case "timestamp" where parts.count == 2:
            if let time = Timestamp(serverTime: parts[1]) { return .time(time) }
        case "msgid" where parts.count == 2: return .message(parts[1])
        default: break
        }
        throw Refusal(
            code: "INVALID_PARAMS", context: [name, text],
            why: "Invalid parameter, write timestamp=2026-01-31T12:00:00.000Z or msgid=")
    }

    /// Which of `messages`, oldest first, are meant; they come in that order, too. What lies exactly at a reference is
    /// left out, but of AROUND it is the middle.
    func selected<Message>(
        of messages: [Message], id: (Message) -> String, time: (Message) -> Timestamp
    ) -> ArraySlice<Message> {
        /// The first message at or after the reference, and the first behind it; nil for a message that is not there.
        func place(_ reference: Reference) -> (at: Int, behind: Int)? {
            switch reference {
            case .time(let limit):
                let at = messages.firstIndex { time($0) >= limit } ?? messages.endIndex
                return (at, messages[at...].firstIndex { time($0) > limit } ?? messages.endIndex)
            case .message(let wanted):
                return messages.lastIndex { id($0) == wanted }.map { ($0, $0 + 1) }
            }
        }
        switch range {
        case .latest(nil): return messages.suffix(limit)
        case .latest(let reference?):
            guard let place = place(reference) else { return [] }
            return messages[place.behind...].suffix(limit)
        case .before(let reference):
            guard let place = place(reference) else { return [] }
            return messages[..<place.at].suffix(limit)
        case .after(let reference):
            guard let place = place(reference) else { return [] }
            return messages[place.behind...].prefix(limit)
        case .around(let reference):
            guard let place = place(reference) else { return [] }
            let start = max(0, place.at - limit / 2)
            return messages[start...].prefix(limit)
        case .between(let one, let other):
            guard let first = place(one), let second = place(other) else { return [] }
            if first.at <= second.at { return messages[min(first.behind, second.at)..<second.at].prefix(limit) }
            return messages[min(second.behind, first.at)..<first.at].suffix(limit)
        }
    }
}
