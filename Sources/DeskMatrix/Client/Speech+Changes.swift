import DeskCore

// What the desk has said and changes afterwards.
extension Speech {
    /// Puts other words in the place of those that were said there because of `original`; where none are found they are said
    /// anew, with a mark.
    func correct(
        _ original: ArrivalID, _ utterance: Utterance, by delivery: Delivery
    ) async throws(DeliveryError) -> Receipt {
        let room = try await room(of: delivery)
        let old = try await sent(because: original, in: room).filter { $0.replaces == nil }
        guard !old.isEmpty else {
            return try await say(delivery.acting(.say(utterance.marked(with: Act.editMark))), in: room)
        }
        let voice = voice(of: old[0])
        let contents = contents(
            of: delivery.acting(.say(utterance)), in: room, mentioning: [], by: voice,
            most: OutgoingMessage.mostBytesOfEdit)
        var first: String?
        for (part, content) in contents.enumerated() {
            // Words that were one message and are two by now, or the other way round.
            let target = part < old.count ? old[part].event : nil
            let shown = target.map { OutgoingMessage.replacement(of: $0, by: content) } ?? content
            let transaction = transaction(delivery.id, part, voice)
            let event = try await put(
                .send(EventType.message, to: room, transaction: transaction, shown), in: room, by: voice)
            if let event {
                said(event, of: delivery, in: room, by: voice, replacing: target)
                // Taken back with what it corrects.
                let sent = SentBook.Sent(event: event, replaces: target ?? old[0].event, by: old[0].by)
                work.sent.add(sent, in: room, because: original.rawValue)
            }
            first = first ?? event
        }
        for (number, surplus) in old.dropFirst(contents.count).enumerated() {
            try await redact(surplus, number, by: delivery, in: room)
        }
        return Receipt(remoteID: first)
    }

    /// Takes back all that was said there because of `original`, and what took its place.
    func takeBack(_ original: ArrivalID, by delivery: Delivery) async throws(DeliveryError) -> Receipt {
        let room = try await room(of: delivery)
        for (number, sent) in try await sent(because: original, in: room).enumerated() {
            try await redact(sent, number, by: delivery, in: room)
        }
        return Receipt()
    }

    private func redact(
        _ sent: SentBook.Sent, _ number: Int, by delivery: Delivery, in room: String
    ) async throws(DeliveryError) {
        let voice = voice(of: sent)
        let transaction = transaction(delivery.id, 0, voice) + ".r\(number)"
        do throws(DeliveryError) {
            _ = try await put(.redact(sent.event, in: room, transaction: transaction), in: room, by: voice)
        } catch .never {
            // It is gone already.
        } catch .absent where !voice.isDesk {
            // The agent has left the room, where nothing of theirs can be changed any more.
        }
    }

    /// - Returns: The event that it made.
    func put(
        _ request: MatrixRequest, in room: String, by voice: Voice = .desk
    ) async throws(DeliveryError) -> String? {
        do throws(MatrixFailure) {
            return try await (voice.home ?? home).call(request)["event_id"]?.string
        } catch {
            throw self.error(error, room)
        }
    }

    // MARK: - What was said

    private static let pageEvents = 100
    private static let mostPages = 10

    /// What the desk said in a room because of something, oldest first: by the book, else by the room's history.
    private func sent(because cause: ArrivalID, in room: String) async throws(DeliveryError) -> [SentBook.Sent] {
        let known = work.sent.sent(in: room, because: cause.rawValue)
        guard known.isEmpty else { return known }
        var found: [SentBook.Sent] = []
        var edits: [SentBook.Sent] = []
        var from: String?
        for _ in 0..<Self.mostPages {
            let page = try await history(of: room, from: from)
            let before = found.count
            for event in page.events where work.isOurs(event.sender) && !event.isRedacted {
                let relation = event.content["m.relates_to"]
                let isEdit = relation?["rel_type"]?.string == "m.replace"
                let sent = SentBook.Sent(
                    event: event.id, replaces: isEdit ? relation?["event_id"]?.string : nil,
                    by: event.sender == work.me.text ? nil : event.sender)
                if event.content[OutgoingMessage.causeKey]?.string == cause.rawValue {
                    found.append(sent)
                } else if isEdit {
                    edits.append(sent)
                }
            }
            // All that has one cause was said together.
            guard found.isEmpty || found.count > before, let end = page.end, end != from else { break }
            from = end
        }
        let events = Set(found.map(\.event))
        let all = found.reversed() + edits.reversed().filter { $0.replaces.map(events.contains) ?? false }
        for sent in all { work.sent.add(sent, in: room, because: cause.rawValue) }
        return all
    }

    private func history(of room: String, from: String?) async throws(DeliveryError) -> HistoryResponse {
        let filter = work.ghosts == nil ? Filters.said(by: work.me.text) : Filters.events
        do throws(MatrixFailure) {
            return HistoryResponse(
                try await home.call(
                    .history(
                        of: room, from: from, to: nil, limit: Self.pageEvents, filter: filter)))
        } catch {
            throw self.error(error, room)
        }
    }
}
