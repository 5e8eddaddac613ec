/// A message of several lines as a client sends it (IRCv3 multiline and client-batch, as of their drafts): lines in, the
/// whole message out.
struct OpenBatch: Equatable, Sendable {
    /// One line as the client wrote it.
    struct Part: Equatable, Sendable {
        var text: String
        /// It goes on with the line before it, without a break.
        var isConcat = false
    }
    /// Why it is no message, as a standard reply says it.
    struct Refusal: Error, Equatable {
        let code: String
        let context: [String]
        let why: String
    }
    static let type = "draft/multiline"
    static let concatTag = "draft/multiline-concat"
    /// In the message as a whole, a byte for each break included.
    static let mostBytes = 4096
    static let mostLines = 50

    let reference: String
    let target: String
    /// Those of the line that opened it: they are the message's.
    let tags: [String: String]
    /// In milliseconds of uptime.
    let openedAt: Int
    private(set) var command = "PRIVMSG"
    private(set) var parts: [Part] = []
    private var bytes = 0
    /// Refused already: what else belongs to it is passed over.
    private(set) var isRefused = false

    init(reference: String, target: String, tags: [String: String], openedAt: Int) {
        self.reference = reference
        self.target = target
        self.tags = tags
        self.openedAt = openedAt
    }

    /// A line that belongs to it.
    mutating func add(_ message: IRCMessage) throws(Refusal) {
        guard !isRefused else { return }
        do throws(Refusal) {
            try take(message)
        } catch {
            isRefused = true
            parts = []
            throw error
        }
    }

    private mutating func take(_ message: IRCMessage) throws(Refusal) {
        let name = message.command.uppercased()
        guard ["PRIVMSG", "NOTICE"].contains(name), parts.isEmpty || name == command else {
            throw Self.invalid("Only PRIVMSG, or only NOTICE, belongs into a multiline batch")
        }
        command = name
        guard message.params.count > 1 else { throw Self.invalid("A line without text") }
        guard IRCName.folded(message.params[0]) == IRCName.folded(target) else {
            throw Refusal(
                code: "MULTILINE_INVALID_TARGET", context: [target, message.params[0]],
                why: "All lines go to the target of the batch")
        }
        let isConcat = message.tags[Self.concatTag] != nil
        let text = message.params[1]
        guard !isConcat || !text.isEmpty else { throw Self.invalid("A blank line goes on with nothing") }
        let breakBytes = parts.isEmpty || isConcat ? 0 : 1
        guard parts.count < Self.mostLines else {
            throw Refusal(
                code: "MULTILINE_MAX_LINES", context: [String(Self.mostLines)],
                why: "At most \(Self.mostLines) lines in one message")
        }
        guard bytes + breakBytes + text.utf8.count <= Self.mostBytes else {
            throw Refusal(
                code: "MULTILINE_MAX_BYTES", context: [String(Self.mostBytes)],
                why: "At most \(Self.mostBytes) bytes in one message")
        }
        bytes += breakBytes + text.utf8.count
        parts.append(Part(text: text, isConcat: isConcat && !parts.isEmpty))
    }

    /// At its end.
    func checkWhole() throws(Refusal) {
        guard parts.contains(where: { !$0.text.isEmpty }) else { throw Self.invalid("Nothing is said in it") }
    }

    private static func invalid(_ why: String) -> Refusal {
        Refusal(code: "MULTILINE_INVALID", context: [], why: why)
    }
}

extension Array where Element == OpenBatch.Part {
    /// The message they are together.
    var whole: String {
        var whole = first?.text ?? ""
        for part in dropFirst() { whole += (part.isConcat ? "" : "\n") + part.text }
        return whole
    }
}
