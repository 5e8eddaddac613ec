/// What somebody wrote, out of an event's content (client-server API, "Instant messaging").
struct IncomingMessage: Equatable, Sendable {
    /// Longer texts are cut: no event that keeps to the specification is as long.
    static let mostBytes = 65_536

    let text: String
    /// Said by a program, to be answered by none.
    let isNotice: Bool
    /// Whose text this one takes the place of.
    let replaces: String?
    /// Who is spoken to, where the sender's client says so; nil where it does not know of it.
    let mentions: Set<String>?
    let repliesTo: String?
    /// The first event of the thread that it is said in.
    let thread: String?
    /// Whether it names a file that can be fetched.
    let hasFile: Bool

    /// Nil for what is no message, or has no text.
    init?(_ event: MatrixEvent) {
        guard event.type == EventType.message || event.type == EventType.sticker else { return nil }
        let relation = event.content["m.relates_to"]
        let isEdit = relation?["rel_type"]?.string == "m.replace"
        replaces = isEdit ? relation?["event_id"]?.string : nil
        thread = relation?["rel_type"]?.string == "m.thread" ? relation?["event_id"]?.string : nil
        // What clients without threads are shown instead of one answers nothing.
        let isFallback = thread != nil && relation?["is_falling_back"]?.bool == true
        repliesTo = isFallback ? nil : relation?["m.in_reply_to"]?["event_id"]?.string
        let content = isEdit ? event.content["m.new_content"] ?? event.content : event.content
        let kind = event.type == EventType.sticker ? "m.sticker" : content["msgtype"]?.string
        guard let kind, var text = content["body"]?.string else { return nil }
        isNotice = kind == "m.notice"
        mentions = content["m.mentions"].map { Set(($0["user_ids"]?.array ?? []).compactMap(\.string)) }
        if repliesTo != nil { text = Self.withoutFallback(text) }
        let media = Self.attachments[kind] == nil ? nil : Media(content)
        hasFile = media?.place != nil && kind != "m.location"
        if let name = Self.attachments[kind] {
            let place = kind == "m.location" ? content["geo_uri"]?.string.map { text + " " + $0 } : nil
            text = "[\(name)] " + (place ?? media?.text ?? text)
        }
        text = Self.cut(text)
        guard text.contains(where: { !$0.isWhitespace }) else { return nil }
        self.text = text
    }

    private static let attachments = [
        "m.image": "image", "m.file": "file", "m.audio": "audio", "m.video": "video", "m.location": "location",
        "m.sticker": "sticker",
    ]

    /// Before version 1.13 a reply began with what it answers, in lines that begin with `> `, and an empty line.
    static func withoutFallback(_ text: String) -> String {
        guard text.hasPrefix("> <") || text.hasPrefix("> * <") else { return text }
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)[...]
        lines = lines.drop { $0.hasPrefix(">") }
        if lines.first?.isEmpty == true { lines = lines.dropFirst() }
        return lines.joined(separator: "\n")
    }

    private static func cut(_ text: String) -> String {
        guard text.utf8.count > mostBytes else { return text }
        // Not in the middle of a character: what is broken there would read as U+FFFD.
        var bytes = Array(text.utf8.prefix(mostBytes))
        while let last = bytes.last, last & 0xC0 == 0x80 { bytes.removeLast() }
        if bytes.last.map({ $0 >= 0xC0 }) == true { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension IncomingMessage {
    /// Whether it is said to somebody: mentioned by the client, answered, or called by name at the beginning.
    func isTo(_ user: UserID, name: String?) -> Bool {
        if mentions?.contains(user.text) == true { return true }
        let names = [user.text, "@" + user.localpart, user.localpart, name].compactMap { $0 }.filter { !$0.isEmpty }
        return names.contains { Self.calls($0, text) }
    }

    private static func calls(_ name: String, _ text: String) -> Bool {
        guard text.lowercased().hasPrefix(name.lowercased()) else { return false }
        guard let next = text.dropFirst(name.count).first else { return true }
        return !next.isLetter && !next.isNumber
    }

    /// Without the name by which somebody is called at the beginning.
    func text(without user: UserID, name: String?) -> String {
        let names = [user.text, "@" + user.localpart, user.localpart, name].compactMap { $0 }.filter { !$0.isEmpty }
        guard let called = names.first(where: { Self.calls($0, text) }) else { return text }
        let rest = text.dropFirst(called.count).drop { ":,;.-!– \n".contains($0) }
        return rest.isEmpty ? text : String(rest)
    }
}
