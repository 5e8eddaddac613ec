import DeskCore

// Messages of several lines (IRCv3 multiline, as of its draft): for the desk they are one thing that was said.
extension Hall {
    /// How long one may take to be sent.
    static let batchSeconds = 30

    func batch(_ message: IRCMessage, from session: Session, of person: Person) {
        let word = message.params[0]
        if word.hasPrefix("+") {
            open(message, reference: String(word.dropFirst()), from: session)
        } else if word.hasPrefix("-") {
            close(reference: String(word.dropFirst()), from: session, of: person)
        } else {
            fail(session, "BATCH", "MULTILINE_INVALID", why: "A batch begins with + or ends with -")
        }
    }

    private func open(_ message: IRCMessage, reference: String, from session: Session) {
        guard message.params.count > 2, message.params[1].lowercased() == OpenBatch.type, !reference.isEmpty else {
            return fail(
                session, "BATCH", "MULTILINE_INVALID", why: "Only batches of type \(OpenBatch.type), with a target")
        }
        guard session.batch == nil else {
            return fail(session, "BATCH", "MULTILINE_INVALID", why: "One batch at a time")
        }
        session.batch = OpenBatch(
            reference: reference, target: message.params[2], tags: message.clientTags, openedAt: uptime)
        session.batchLabel = label(of: message, from: session)
    }

    func addToBatch(_ message: IRCMessage, _ reference: String, from session: Session) {
        guard session.batch?.reference == reference else {
            return fail(session, "BATCH", "MULTILINE_INVALID", why: "No such batch is open")
        }
        do throws(OpenBatch.Refusal) {
            try session.batch?.add(message)
        } catch {
            fail(session, "BATCH", error.code, error.context, why: error.why)
        }
    }

    private func close(reference: String, from session: Session, of person: Person) {
        guard let batch = session.batch, batch.reference == reference else {
            return fail(session, "BATCH", "MULTILINE_INVALID", why: "No such batch is open")
        }
        session.batch = nil
        if let label = session.batchLabel { session.label = label }
        session.batchLabel = nil
        answeringLabel(of: session) {
            if !batch.isRefused { said(batch, from: session, of: person) }
        }
    }

    private func said(_ batch: OpenBatch, from session: Session, of person: Person) {
        do throws(OpenBatch.Refusal) {
            try batch.checkWhole()
        } catch {
            return fail(session, "BATCH", error.code, error.context, why: error.why)
        }
        guard let place = place(batch.target, for: session, of: person) else {
            let numeric: Numeric = batch.target.hasPrefix("#") ? .cannotSend : .noSuchNick
            return reply(session, numeric, [batch.target, noWay(to: batch.target, for: session)])
        }
        let parts = batch.parts.map { OpenBatch.Part(text: IRCText.plain($0.text), isConcat: $0.isConcat) }
        guard parts.whole.contains(where: { !$0.isWhitespace }) else {
            return reply(session, .noText, ["No text to send"])
        }
        said(
            Spoken(command: batch.command, place: place, parts: parts, isAction: false, clientTags: batch.tags),
            by: session, of: person)
    }

    /// One that is never ended does not wait for ever (IRCv3 client-batch).
    func giveUpBatch(of session: Session) {
        guard let batch = session.batch, uptime - batch.openedAt >= Self.batchSeconds * 1000 else { return }
        session.batch = nil
        session.batchLabel = nil
        fail(session, "BATCH", "TIMEOUT", [batch.reference], why: "The batch took too long and was left out")
    }
}
