import DeskCore

// What was said before, for clients that ask (IRCv3 chathistory), and how far somebody has read (read-marker), both as of
// their drafts.
extension Hall {
    func remember(_ words: Words, in channel: String) { shelf.keep(words, in: channel) }

    func remember(_ words: Words, between one: String, and other: String) {
        shelf.keep(words, in: Self.pair(one, other))
    }

    private static func pair(_ one: String, _ other: String) -> String {
        [one, other].sorted().joined(separator: " ")
    }

    // MARK: - CHATHISTORY

    func chathistory(_ message: IRCMessage, from session: Session, of person: Person) {
        do throws(HistoryRequest.Refusal) {
            if message.params.first?.uppercased() == "TARGETS" {
                return try historyTargets(message.params, for: session, of: person)
            }
            let request = try HistoryRequest(message.params)
            guard let place = historyPlace(request.target, for: session, of: person) else {
                throw HistoryRequest.Refusal(
                    code: "INVALID_TARGET", context: [message.params[0].uppercased(), request.target],
                    why: "Messages could not be retrieved")
            }
            switch place {
            case .shelf(let name): tell(request, shelf.words(in: name), to: session)
            case .kept(let past):
                session.isChecking = true
                session.history = request
                act(.recall(session.id, past))
            }
        } catch {
            fail(session, "CHATHISTORY", error.code, error.context, why: error.why)
        }
    }

    private enum HistoryPlace {
        case shelf(String)
        case kept(Past)
    }

    /// Nil where there is nothing that this connection may see.
    private func historyPlace(_ target: String, for session: Session, of person: Person) -> HistoryPlace? {
        let folded = IRCName.folded(target)
        if folded == IRCName.folded(options.deskNick) || folded == Self.support {
            guard folded != Self.support || session.isInSupport else { return nil }
            return .kept(.person(PersonID("\(options.id):\(person.root)")))
        }
        guard person.isAgent else { return nil }
        if target.hasPrefix("#") {
            guard isIn(folded, session) else { return nil }
            return Self.caseNumber(folded).map { .kept(.caseRoom($0)) } ?? .shelf(folded)
        }
        let other = agent(called: folded)?.root ?? "@" + target
        let pair = Self.pair(person.root, other)
        return agent(called: folded) != nil || !shelf.words(in: pair).isEmpty ? .shelf(pair) : nil
    }

    private func tell(_ request: HistoryRequest, _ words: [Words], to session: Session) {
        inHistory(of: request.target, for: session) {
            request.selected(of: words, id: \.id, time: \.at).flatMap { messages(of: $0, for: session) }
        }
    }

    /// What the archive has, for the request that waits for it.
    ///
    /// - Parameter nicks: For each customer's name in it a nick that is no agent's, where agents look.
    func recalled(_ lines: [Line], nicks: [String: String] = [:], for id: ConnectionID) {
        guard let session = sessions[id] else { return }
        session.isChecking = false
        let request = session.history
        session.history = nil
        answeringLabel(of: session) {
            if !session.isGone, let request { tell(request, lines, nicks, to: session) }
        }
        continued(session)
    }

    private func tell(_ request: HistoryRequest, _ lines: [Line], _ nicks: [String: String], to session: Session) {
        let channel = IRCName.folded(request.target)
        // A line may have gone out in several pieces, each with a number behind its id.
        let selected = request.withoutPieces.selected(of: lines, id: \.words.id, time: \.at)
        inHistory(of: request.target, for: session) {
            var composer = Composer(hall: self, session: session, id: "")
            if Self.isStaff(channel) {
                composer.past(Array(selected), in: channel) { self.staffOrigin($0, nicks: nicks) }
            } else {
                composer.past(Array(selected), isInChannel: channel == Self.support)
            }
            return composer.messages
        }
    }

    private func inHistory(of target: String, for session: Session, _ body: () -> [IRCMessage]) {
        send(inBatch(["chathistory", target], for: session, body()), to: session)
    }

    /// Around what is one answer, for clients that know batches: also where it is empty.
    private func inBatch(_ params: [String], for session: Session, _ messages: [IRCMessage]) -> [IRCMessage] {
        guard session.capabilities.contains(.batch) else { return messages }
        let reference = nextBatch()
        let inside = messages.map { message in
            var message = message
            if message.tags["batch"] == nil { message.tags["batch"] = reference }
            return message
        }
        let server = options.serverName
        return [IRCMessage("BATCH", ["+" + reference] + params, source: server)] + inside
            + [IRCMessage("BATCH", ["-" + reference], source: server)]
    }

    /// Where something was said between two times, and when last.
    private func historyTargets(
        _ params: [String], for session: Session, of person: Person
    ) throws(HistoryRequest.Refusal) {
        guard params.count >= 4 else {
            throw HistoryRequest.Refusal(code: "NEED_MORE_PARAMS", context: ["TARGETS"], why: "Missing parameters")
        }
        var times: [Timestamp] = []
        for text in params[1...2] {
            guard case .time(let time) = try HistoryRequest.reference(text, "TARGETS") else {
                throw HistoryRequest.Refusal(
                    code: "INVALID_PARAMS", context: ["TARGETS", text], why: "Only timestamp= here")
            }
            times.append(time)
        }
        let limit = try HistoryRequest.limit(params[3], "TARGETS")
        let (start, end) = (min(times[0], times[1]), max(times[0], times[1]))
        let found = historyNames(for: session, of: person).compactMap { name, place -> (String, Timestamp)? in
            guard let last = shelf.words(in: place).last?.at, start < last, last < end else { return nil }
            return (name, last)
        }.sorted { ($0.1, $0.0) < ($1.1, $1.0) }
        let some = times[0] <= times[1] ? found.prefix(limit) : found.suffix(limit)
        let lines = some.map { name, last in
            IRCMessage("CHATHISTORY", ["TARGETS", name, last.serverTime], source: options.serverName)
        }
        send(inBatch(["draft/chathistory-targets"], for: session, lines), to: session)
    }

    /// What this connection may look back at on the shelf: the name it knows it by, and the place.
    private func historyNames(for session: Session, of person: Person) -> [(name: String, place: String)] {
        guard person.isAgent else { return [] }
        return shelf.names.compactMap { place in
            guard !place.hasPrefix("#") else { return isIn(place, session) ? (place, place) : nil }
            let roots = place.split(separator: " ").map(String.init)
            guard roots.count == 2, let own = roots.firstIndex(of: person.root) else { return nil }
            let other = roots[1 - own]
            let nick = people[other]?.sessions.first?.nick
            return nick.map { ($0, place) } ?? (other.hasPrefix("@") ? (String(other.dropFirst()), place) : nil)
        }
    }

    // MARK: - MARKREAD

    func markRead(_ message: IRCMessage, from session: Session, of person: Person) {
        guard let target = message.params.first, !target.isEmpty else {
            return fail(session, "MARKREAD", "NEED_MORE_PARAMS", why: "Missing parameters")
        }
        guard message.params.count > 1 else { return tellMarker(of: target, to: session, of: person) }
        guard case .time(let time)? = try? HistoryRequest.reference(message.params[1], "MARKREAD"),
            target.hasPrefix("#") ? IRCName.isValidChannel(target) : IRCName.isValidNick(target)
        else { return fail(session, "MARKREAD", "INVALID_PARAMS", [message.params[1]], why: "Invalid parameters") }
        guard markers.move(to: min(time, self.time), of: person.root, in: IRCName.folded(target)) else {
            return tellMarker(of: target, to: session, of: person)
        }
        for other in person.sessions where other === session || other.capabilities.contains(.readMarker) {
            tellMarker(of: target, to: other, of: person)
        }
    }

    func tellMarker(of target: String, to session: Session, of person: Person) {
        let marker = markers.marker(of: person.root, in: IRCName.folded(target))
        let text = marker.map { "timestamp=" + $0.serverTime } ?? "*"
        send(IRCMessage("MARKREAD", [target, text], source: options.serverName), to: session)
    }
}

/// What is looked up outside the hall.
enum Past: Equatable, Sendable {
    /// All that was said with one customer.
    case person(PersonID)
    case caseRoom(CaseNumber)

    /// Lines that are looked up, the last ones; what is further back no client is shown.
    static let most = 1000
}

extension HistoryRequest {
    /// With ids as lines have them: `x` for `x/2`.
    fileprivate var withoutPieces: HistoryRequest {
        func whole(_ reference: Reference) -> Reference {
            guard case .message(let id) = reference, let slash = id.lastIndex(of: "/"),
                Int(id[id.index(after: slash)...]) != nil
            else { return reference }
            return .message(String(id[..<slash]))
        }
        let range: Range =
            switch range {
            case .latest(let one): .latest(one.map(whole))
            case .before(let one): .before(whole(one))
            case .after(let one): .after(whole(one))
            case .around(let one): .around(whole(one))
            case .between(let one, let other): .between(whole(one), whole(other))
            }
        return HistoryRequest(target: target, range: range, limit: limit)
    }
}
