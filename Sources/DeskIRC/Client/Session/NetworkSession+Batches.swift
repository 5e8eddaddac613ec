import DeskCore

/// Messages that belong together (IRCv3 batch).
struct Batch {
    let type: String
    let params: [String]
    /// What opened it: its tags are those of a message of several lines.
    let opening: IRCMessage
    var parts: [OpenBatch.Part] = []
    var bytes = 0
    var count = 0
    static let mostOpen = 32
    static let mostBytes = 65_536
}

extension NetworkSession {
    func batch(_ message: IRCMessage) {
        guard let word = message.params.first, word.count > 1 else { return }
        let reference = String(word.dropFirst())
        if word.hasPrefix("+") {
            guard message.params.count > 1, batches.count < Batch.mostOpen else { return }
            var opening = message
            // What belongs to another batch is part of what that one answers.
            if let outer = message.tags["batch"].flatMap({ batches[$0] }), opening.tags["label"] == nil {
                opening.tags["label"] = outer.opening.tags["label"]
            }
            batches[reference] = Batch(
                type: message.params[1], params: Array(message.params.dropFirst(2)), opening: opening)
        } else if let batch = batches.removeValue(forKey: reference) {
            ended(batch)
        }
    }

    /// The message as it is without its batch; nil where it waits for the batch's end.
    func addToBatch(_ message: IRCMessage, _ reference: String) -> IRCMessage? {
        guard var batch = batches[reference] else { return message }
        batch.count += 1
        defer { batches[reference] = batch }
        var message = message
        if message.tags["label"] == nil { message.tags["label"] = batch.opening.tags["label"] }
        switch batch.type {
        case "netsplit":
            guard message.command == "QUIT", let source = message.source else { return message }
            quit(IRCSource(parsing: source), reason: "", isSplit: true)
            return nil
        case "chathistory":
            // Our own words of then are nothing that is confirmed now.
            let own = message.source.map { folded(IRCSource(parsing: $0).nick) } == folded(nick)
            return own ? nil : message
        case OpenBatch.type, "multiline":
            guard message.params.count > 1, batch.bytes + message.params[1].utf8.count <= Batch.mostBytes else {
                return nil
            }
            batch.bytes += message.params[1].utf8.count + 1
            let isConcat = message.tags[OpenBatch.concatTag] != nil
            batch.parts.append(.init(text: message.params[1], isConcat: isConcat && !batch.parts.isEmpty))
            return nil
        default: return message
        }
    }

    private func ended(_ batch: Batch) {
        if batch.type == OpenBatch.type || batch.type == "multiline", let target = batch.params.first {
            // In lines of their own, so that a break is not taken for a control character.
            let text = batch.parts.whole
            var whole = IRCMessage("PRIVMSG", [target, text], source: batch.opening.source, tags: batch.opening.tags)
            whole.tags["batch"] = nil
            dispatch(whole)
        }
        if let label = batch.opening.tags["label"], batch.opening.tags["batch"] == nil {
            confirmed(label: label, batch.opening)
        }
    }

    // MARK: - What was said while the desk was away

    /// Where the network keeps it (IRCv3 chathistory): to whom anything was said since, then what.
    func catchUp() {
        guard has("draft/chathistory"), let since = heardUntil else { return }
        let until = time
        heardUntil = nil
        guard since < until else { return }
        let most = min(features.mostHistory.map { $0 == 0 ? 100 : $0 } ?? 100, 100)
        // From a little before: what was said twice is known by its id.
        let from = since + .seconds(-30)
        sendLater(
            "CHATHISTORY",
            [
                "TARGETS", "timestamp=\(from.serverTime)", "timestamp=\(until.serverTime)", String(min(most, 50)),
            ], .lookup)
        caughtUpFrom = from
    }

    /// A line of the answer to TARGETS.
    func historyTarget(_ message: IRCMessage) {
        guard let from = caughtUpFrom, message.params.count > 1, message.params[0] == "TARGETS" else { return }
        let most = min(features.mostHistory.map { $0 == 0 ? 100 : $0 } ?? 100, 100)
        sendLater(
            "CHATHISTORY", ["AFTER", message.params[1], "timestamp=\(from.serverTime)", String(most)], .lookup)
    }
}
