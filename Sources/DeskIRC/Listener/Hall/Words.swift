import DeskCore

/// Something said, as it goes to any of those who may see it, at once or later.
struct Words {
    let id: String
    let at: Timestamp
    var origin: Origin
    let command: String
    let target: String
    let parts: [OpenBatch.Part]
    let isAction: Bool
    let clientTags: [String: String]
}

extension Hall {
    /// As many lines as it takes, cut to fit. The first has id, tags and all; a client that knows of messages of several
    /// lines gets them as one.
    func messages(of words: Words, for session: Session) -> [IRCMessage] {
        let frame = words.isAction ? CTCP.actionFrame : 0
        let bytes = room(for: words.origin, command: words.command, target: words.target) - frame
        var lines: [(text: String, isConcat: Bool)] = []
        for part in words.parts {
            for (index, piece) in LineCutter.pieces(of: part.text, bytes: bytes).enumerated() {
                lines.append((piece, index > 0 || part.isConcat))
            }
        }
        let isWhole = words.parts.count > 1 && session.capabilities.isSuperset(of: [.multiline, .batch])
        // Elsewhere blank lines are none (IRCv3 multiline, "Fallback").
        if !isWhole, words.parts.count > 1 { lines.removeAll { $0.text.isEmpty } }
        let source = words.origin.text
        var messages = lines.enumerated().map { index, line in
            let id = Self.lineID(words.id, index)
            var tags: [String: String]
            if isWhole {
                tags = line.isConcat ? [OpenBatch.concatTag: ""] : [:]
            } else if words.parts.count > 1, index > 0 {
                tags = self.tags(session, at: words.at, of: words.origin)
            } else {
                tags = self.tags(session, id: id, at: words.at, of: words.origin)
            }
            if !isWhole, index == 0 { add(words.clientTags, to: &tags, for: session) }
            let text = words.isAction ? CTCP.action(line.text) : line.text
            return IRCMessage(words.command, [words.target, text], source: source, tags: tags)
        }
        guard isWhole else { return messages }
        let reference = nextBatch()
        for index in messages.indices { messages[index].tags["batch"] = reference }
        var tags = self.tags(session, id: words.id, at: words.at, of: words.origin)
        add(words.clientTags, to: &tags, for: session)
        let start = IRCMessage("BATCH", ["+" + reference, OpenBatch.type, words.target], source: source, tags: tags)
        return [start] + messages + [IRCMessage("BATCH", ["-" + reference], source: source)]
    }

    private func add(_ clientTags: [String: String], to tags: inout [String: String], for session: Session) {
        if session.capabilities.contains(.messageTags) { tags.merge(clientTags) { own, _ in own } }
    }
}
