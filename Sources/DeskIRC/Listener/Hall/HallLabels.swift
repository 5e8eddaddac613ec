import DeskCore

/// What answers one line, for a client that gave the line a label (IRCv3 labeled-response).
struct Labelled {
    /// The longest label that a client may give, in bytes.
    static let longest = 64

    let session: Session
    let label: String
    var messages: [IRCMessage] = []
    /// What follows without a label.
    var beside: [IRCMessage] = []
}

// A client that labels a line hears its label with the answer: on the one message, around several as a batch, or alone
// where there is none. What is said meanwhile for other reasons has no label.
extension Hall {
    /// Runs what a line asks for. Where that waits for the inbox or for a check, the label waits as well.
    func answering(_ message: IRCMessage, from session: Session, _ body: () -> Void) {
        guard let label = label(of: message, from: session) else { return body() }
        // A line of a message that is not complete is answered with the message.
        if message.tags["batch"] != nil || message.isBatch("+") { return body() }
        // The label of the line that began it is the message's.
        if session.batchLabel != nil, message.isBatch("-") { return body() }
        session.label = label
        answeringLabel(of: session, body)
    }

    func label(of message: IRCMessage, from session: Session) -> String? {
        guard session.capabilities.contains(.labeledResponse), let label = message.tags["label"], !label.isEmpty,
            label.utf8.count <= Labelled.longest
        else { return nil }
        return label
    }

    /// Goes on with the answer to the line that a connection waits for, if it has a label.
    func answeringLabel(of session: Session, _ body: () -> Void) {
        guard let label = session.label, labelled == nil else { return body() }
        session.label = nil
        labelled = Labelled(session: session, label: label)
        body()
        guard let labelled else { return }
        if labelled.messages.isEmpty, labelled.beside.isEmpty, !session.isGone,
            session.isChecking || !session.backlog.isEmpty
        {
            session.label = label
            self.labelled = nil
        } else {
            endLabel(of: session)
        }
    }

    /// Sends what has been held back to be labelled.
    func endLabel(of session: Session) {
        guard let answer = labelled, answer.session === session else { return }
        labelled = nil
        // After the last word there is none, not even that a line was understood.
        guard !session.isGone else { return }
        var messages = answer.messages
        switch messages.count {
        case 0: messages = [IRCMessage("ACK", [], source: options.serverName)]
        case 1: break
        case _ where messages.isOneBatch: break
        default: messages = batched(messages)
        }
        messages[0].tags["label"] = answer.label
        for message in messages + answer.beside { act(.send(session.id, message)) }
    }

    private func batched(_ messages: [IRCMessage]) -> [IRCMessage] {
        let reference = nextBatch()
        let inside = messages.map { message in
            var message = message
            // What stands in a batch of its own stays there; that batch begins and ends in this one.
            if message.tags["batch"] == nil { message.tags["batch"] = reference }
            return message
        }
        return [IRCMessage("BATCH", ["+" + reference, "labeled-response"], source: options.serverName)] + inside
            + [IRCMessage("BATCH", ["-" + reference], source: options.serverName)]
    }
}

extension IRCMessage {
    fileprivate func isBatch(_ sign: String) -> Bool {
        command.uppercased() == "BATCH" && params.first?.hasPrefix(sign) ?? false
    }
}

extension [IRCMessage] {
    /// Whether these are one batch, from its beginning to its end: such an answer needs none around it.
    fileprivate var isOneBatch: Bool {
        guard let first, let last, first.command == "BATCH", last.command == "BATCH", let start = first.params.first,
            start.hasPrefix("+")
        else { return false }
        return last.params.first == "-" + start.dropFirst()
    }
}
