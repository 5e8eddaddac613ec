import DeskCore

/// What the desk says, as the contents of `m.room.message` events.
struct OutgoingMessage: Sendable {
    /// What the desk's own words are: programs answer no notices, and clients show them paler.
    public enum Kind: String, Sendable {
        case notice = "m.notice"
        case text = "m.text"
    }

    /// An event may have 65,536 bytes with everything around it: text, its form as HTML, and what signs it. In the worst
    /// case each byte of text takes two (`\"`).
    static let mostBytes = 16_000
    /// What takes the place of other words has its text twice.
    static let mostBytesOfEdit = 8000

    /// Where an event says because of what it was said.
    static let causeKey = "chat.rapport.cause"

    var prose: Prose
    /// Bytes of one event's text.
    var most = OutgoingMessage.mostBytes
    var kind = Kind.notice
    /// Whose words these are, where they are not the desk's.
    var speaker: String?
    /// The event that is answered.
    var replyTo: String?
    /// The thread that it is said in.
    var thread: AgentRooms.Thread?
    /// Because of what it is said: an arrival's id, by which it is found when that is changed.
    var cause: String?
    /// Who is to be told of it by their client.
    var mentions: [String] = []

    /// One, but for what is too long for one event.
    var contents: [JSON] {
        let text = Self.visible((speaker.map { $0 + ": " } ?? "") + prose.plainText)
        let pieces = Self.pieces(of: text, bytes: most)
        return pieces.enumerated().map { index, piece in
            let html = pieces.count == 1 ? MatrixHTML.render(prose, by: speaker) : nil
            return content(piece, html: html, isFirst: index == 0)
        }
    }

    private func content(_ text: String, html: String?, isFirst: Bool) -> JSON {
        var content: [String: JSON] = [
            "msgtype": .string(kind.rawValue), "body": .string(text),
            // Also where nobody is: without it, clients look for names in the text.
            "m.mentions": mentions.isEmpty ? [:] : ["user_ids": .array(mentions.map(JSON.string))],
        ]
        if let html, html.utf8.count <= most * 3 / 2 {
            content["format"] = "org.matrix.custom.html"
            content["formatted_body"] = .string(html)
        }
        if let cause { content[Self.causeKey] = .string(cause) }
        if let thread {
            content["m.relates_to"] = thread.relation
        } else if isFirst, let replyTo {
            content["m.relates_to"] = ["m.in_reply_to": ["event_id": .string(replyTo)]]
        }
        return .object(content)
    }

    /// The content of an event in whose place another was said: what clients without edits show begins with an asterisk.
    static func replacement(of event: String, by content: JSON) -> JSON {
        var new = content.object ?? [:]
        let cause = new.removeValue(forKey: causeKey)
        // A reply stays one, and what is in a thread stays there.
        new["m.relates_to"] = nil
        var shown = new
        shown["format"] = nil
        shown["formatted_body"] = nil
        shown["body"] = .string("* " + (new["body"]?.string ?? ""))
        shown["m.new_content"] = .object(new)
        shown["m.relates_to"] = ["rel_type": "m.replace", "event_id": .string(event)]
        shown[causeKey] = cause
        return .object(shown)
    }

    /// Some servers keep no NUL, and no client shows other control characters.
    static func visible(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 < 0x20 && $0 != 0x0A && $0 != 0x09 }) else { return text }
        return String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { $0.value < 0x20 && $0 != "\n" && $0 != "\t" ? "\u{FFFD}" : $0 }))
    }

    /// Cut between lines, else between words, else anywhere between characters.
    static func pieces(of text: String, bytes most: Int = mostBytes) -> [String] {
        guard text.utf8.count > most else { return [text] }
        var pieces: [String] = []
        var rest = Substring(text)
        while rest.utf8.count > most {
            var end = rest.startIndex
            var (line, word): (String.Index?, String.Index?) = (nil, nil)
            var bytes = 0
            // Characters can be of any length, scalars cannot.
            for index in rest.unicodeScalars.indices {
                let scalar = rest.unicodeScalars[index]
                bytes += scalar.utf8.count
                guard bytes <= most else { break }
                end = rest.unicodeScalars.index(after: index)
                if scalar == "\n" { line = end }
                if scalar == " " { word = end }
            }
            end = line ?? word ?? end
            pieces.append(String(rest[..<end]))
            rest = rest[end...]
        }
        if !rest.isEmpty { pieces.append(String(rest)) }
        return pieces
    }
}
