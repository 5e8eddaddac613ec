import DeskCore

/// What the desk says.
final class Speech: Sendable {
    let options: MatrixOptions
    let home: Homeserver
    let epoch: String
    let work: RoomWork

    init(options: MatrixOptions, home: Homeserver, epoch: String, work: RoomWork) {
        self.options = options
        self.home = home
        self.epoch = epoch
        self.work = work
    }

    typealias Done = @Sendable (Result<Receipt, DeliveryError>) -> Void

    func deliver(_ delivery: Delivery) async throws(DeliveryError) -> Receipt {
        switch delivery.act {
        case .enter(let agent): return try await enter(agent, delivery)
        case .leave(let agent): return try await leave(agent, delivery)
        case .file(let file): return try await show(file, by: delivery)
        case .correct(let original, let utterance): return try await correct(original, utterance, by: delivery)
        case .takeBack(let original): return try await takeBack(original, by: delivery)
        case .openRoom(let number, let title, _, let person):
            return try await openRoom(of: number, titled: title, for: person, by: delivery.id)
        case .say, .recap: break
        }
        let room = try await room(of: delivery)
        let number = thread(of: delivery)
        let isFirst = number.map { work.agents.thread(of: $0) == nil } ?? false
        let receipt = try await say(delivery, in: room)
        // Kept before it is done: a repeat is told apart, and is the same event.
        if let number, isFirst, let root = receipt.remoteID {
            await work.agents.begin(thread: number, below: root, in: room)
        }
        return receipt
    }

    func say(_ delivery: Delivery, in room: String) async throws(DeliveryError) -> Receipt {
        let voice = try await speaker(of: delivery, in: room)
        let result: Result<Receipt, DeliveryError> = await withCheckedContinuation { waiting in
            // Nothing was begun where there is nothing to be said.
            if !begin(delivery, in: room, as: voice, then: { waiting.resume(returning: $0) }) {
                waiting.resume(returning: .success(Receipt()))
            }
        }
        return try result.get()
    }

    /// - Parameters:
    ///   - found: Where it is said; looked up where it is nil.
    ///   - voice: Nil for whoever should speak, if they are there.
    /// - Returns: False where there is nothing to be sent, or something or somebody must be found or kept first.
    func begin(_ delivery: Delivery, in found: String? = nil, as voice: Voice? = nil, then done: @escaping Done) -> Bool
    {
        guard let room = found ?? roomAtOnce(of: delivery), let voice = voice ?? self.voice(of: delivery, in: room)
        else { return false }
        var mentions: [String] = []
        if case .among(_, let user) = RoomAddress(delivery.to.room) { mentions = [user] }
        let contents = contents(of: delivery, in: room, mentioning: mentions, by: voice)
        guard !contents.isEmpty else { return false }
        send(contents[...], 0, of: delivery, to: room, by: voice, nil, done)
        return true
    }

    // MARK: - Where

    /// Nil where it must be asked for, or where a thread begins.
    private func roomAtOnce(of delivery: Delivery) -> String? {
        switch RoomAddress(delivery.to.room) {
        case .direct(let id): return work.book.current(work.upgrades.current(id))
        case .among(let id, _): return work.upgrades.current(id)
        case .aside: return nil
        case .staff, .thread:
            guard work.agents.isInStaff == true else { return nil }
            if let number = thread(of: delivery), work.agents.thread(of: number) == nil { return nil }
            return work.agents.staff
        }
    }

    /// Where somebody can see that an answer is being written: in rooms of two, and in those of cases.
    func showTyping(in address: Address) {
        guard case .direct(let id) = RoomAddress(address.room) else { return }
        if let room = work.book.current(work.upgrades.current(id)) { work.signs.showTyping(in: room) }
    }

    func room(of delivery: Delivery) async throws(DeliveryError) -> String {
        if case .aside(let user) = RoomAddress(delivery.to.room) { return try await aside(user) }
        if let room = roomAtOnce(of: delivery) { return room }
        // Its customer has left.
        if case .direct = RoomAddress(delivery.to.room) { throw .absent }
        switch work.agents.isInStaff {
        case nil: throw .later(retryAfter: .seconds(1), scope: .room)
        case true?: if let room = work.agents.staff { return room }
        case false?: break
        }
        throw .absent
    }

    /// The case in whose thread of the staff room it is said.
    private func thread(of delivery: Delivery) -> CaseNumber? {
        switch RoomAddress(delivery.to.room) {
        case .staff: delivery.about
        case .thread(let number): number
        case .direct, .among, .aside: nil
        }
    }

    // MARK: - What it looks like

    func contents(
        of delivery: Delivery, in room: String, mentioning mentions: [String], by voice: Voice = .desk,
        most: Int = OutgoingMessage.mostBytes
    ) -> [JSON] {
        var message: OutgoingMessage
        switch delivery.act {
        case .say(let utterance):
            message = OutgoingMessage(prose: utterance.prose)
            switch utterance.speaker {
            case .desk: message.kind = options.answers == .notice ? .notice : .text
            // Who speaks stands before their words, unless the words are said by themselves.
            case .agent(let agent): (message.kind, message.speaker) = (.text, voice.isDesk ? agent.rawValue : nil)
            case .customer(let name): (message.kind, message.speaker) = (.text, name)
            }
        case .recap(let lines):
            // An agent must know all of it; who comes back has it in their client, mostly.
            let shown = lines.filter { !$0.isNote }.suffix(isForAgents(delivery) ? lines.count : Self.mostRecalled)
            guard !shown.isEmpty else { return [] }
            let text = shown.map { "[\($0.at.clockUTC)] \($0.author): \($0.text)" }.joined(separator: "\n")
            message = OutgoingMessage(prose: Prose(text: text))
        case .openRoom, .enter, .leave, .correct, .takeBack, .file: return []
        }
        message.most = most
        message.mentions = mentions
        if let thread = thread(of: delivery).flatMap({ work.agents.thread(of: $0) }) {
            message.thread = thread
        } else {
            message.replyTo = delivery.causedBy.flatMap { question($0, in: room, isSure: delivery.act.isOfPeople) }
        }
        message.cause = delivery.causedBy?.rawValue
        return message.contents
    }

    func inThread(_ content: JSON, of delivery: Delivery) -> JSON {
        guard let thread = thread(of: delivery).flatMap({ work.agents.thread(of: $0) }),
            var members = content.object
        else { return content }
        members["m.relates_to"] = thread.relation
        return .object(members)
    }

    private func isForAgents(_ delivery: Delivery) -> Bool {
        switch RoomAddress(delivery.to.room) {
        case .staff, .thread: true
        case .direct(let room): work.agents.place(of: work.upgrades.current(room)) != nil
        case .among, .aside: false
        }
    }

    /// Lines that are shown again to somebody who comes back from elsewhere.
    private static let mostRecalled = 5

    /// The event that is answered, if it is one of this room.
    ///
    /// - Parameter isSure: Whether it counts only where that is known: people's words come from another room, mostly.
    private func question(_ arrival: ArrivalID, in room: String, isSure: Bool) -> String? {
        guard let event = event(of: arrival), let known = work.events.room(of: event) ?? (isSure ? nil : room) else {
            return nil
        }
        return known == room ? event : nil
    }

    /// The event that brought an arrival, if it is one of Matrix.
    func event(of arrival: ArrivalID) -> String? {
        let prefix = "\(options.id):$"
        return arrival.rawValue.hasPrefix(prefix) ? String(arrival.rawValue.dropFirst(prefix.count - 1)) : nil
    }

    // MARK: - Onto the network

    /// Agents' own are unlike the desk's: a homeserver may tell an application service's requests by their path alone.
    func transaction(_ delivery: DeliveryID, _ part: Int, _ voice: Voice = .desk) -> String {
        "\(epoch).\(delivery.rawValue)" + (part == 0 ? "" : ".\(part)") + (voice.isDesk ? "" : ".own")
    }

    private func send(
        _ contents: ArraySlice<JSON>, _ part: Int, of delivery: Delivery, to room: String, by voice: Voice,
        _ first: String?, _ done: @escaping Done
    ) {
        guard let content = contents.first else { return }
        let transaction = transaction(delivery.id, part, voice)
        let request = MatrixRequest.send(EventType.message, to: room, transaction: transaction, content)
        let begun = ContinuousClock.now
        (voice.home ?? home).begin(request) { [self] result in
            switch result {
            case .success(let answer):
                let event = answer["event_id"]?.string
                if let event { said(event, of: delivery, in: room, by: voice, since: begun) }
                work.quiet.heard(room, at: work.now())
                guard contents.count > 1 else { return done(.success(Receipt(remoteID: first ?? event))) }
                send(contents.dropFirst(), part + 1, of: delivery, to: room, by: voice, first ?? event, done)
            case .failure(.refused(403, _, _)) where !voice.isDesk:
                if let agent = delivery.agent { work.ghosts?.wasRefused(agent, in: room) }
                done(.failure(.later(retryAfter: .milliseconds(100), scope: .room)))
            case .failure(let failure): done(.failure(error(failure, room)))
            }
        }
    }

    func said(
        _ event: String, of delivery: Delivery, in room: String, by voice: Voice = .desk, replacing old: String? = nil,
        since begun: ContinuousClock.Instant? = nil
    ) {
        if let cause = delivery.causedBy {
            let sent = SentBook.Sent(event: event, replaces: old, by: voice.home?.speaksAs)
            work.sent.add(sent, in: room, because: cause.rawValue)
        }
        work.events.add(event, in: RoomWork.ours(room))
        work.signs.spoke(in: room, since: voice.isDesk ? begun : nil)
        if let number = thread(of: delivery) { work.agents.said(event, inThread: number) }
    }

    func error(_ failure: MatrixFailure, _ room: String) -> DeliveryError {
        switch failure {
        case .limited(let wait):
            work.limits.met(.messages)
            return .later(retryAfter: wait ?? .seconds(1), scope: .room)
        case .unavailable: return .later(retryAfter: .seconds(2), scope: .gateway)
        case .loggedOut: return .later(retryAfter: .seconds(1), scope: .gateway)
        case .unknown, .cancelled: return .unknown
        // Not in the room (any more), or not to write there: an invitation may change that, or one to another room.
        case .refused(_, "M_FORBIDDEN", _): return .absent
        case .refused(let status, let code, let message): return .never(reason: "\(code) (\(status)) \(message)")
        }
    }

    // MARK: - In private

    /// The room with that person alone, if there is one.
    func roomAside(_ user: String) async throws(DeliveryError) -> String? {
        if let room = work.book.direct(with: user) { return room }
        do {
            return try await work.memory.get(MatrixMemory.Key.aside(user))?.string
        } catch {
            throw .later(retryAfter: .seconds(2), scope: .room)
        }
    }

    /// The room with that person alone; made where there is none.
    func aside(_ user: String) async throws(DeliveryError) -> String {
        if let room = try await roomAside(user) { return room }
        do {
            guard let room = try await work.openRoom(with: user) else {
                throw DeliveryError.never(reason: "no room with \(user) alone")
            }
            await work.memory.keep(MatrixMemory.Key.aside(user), .string(room))
            return room
        } catch let error as DeliveryError {
            throw error
        } catch {
            throw .later(retryAfter: .seconds(2), scope: .room)
        }
    }
}
