import DeskCore

/// What the desk says.
final class Speech: Sendable {
    private let options: MatrixOptions
    private let home: Homeserver
    private let epoch: String
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
        case .correct, .takeBack, .file: return Receipt()
        case .openRoom(let number, _, _, _):
            throw .never(reason: "case \(number): agents serve from another gateway than Matrix")
        case .say, .recap: break
        }
        var room: String?
        if case .aside(let user) = RoomAddress(delivery.to.room) { room = try await aside(user) }
        var voice = Voice.desk
        if let agent = delivery.agent, let place = place(of: delivery, room) {
            voice = try await ghost(agent, in: place, anew: false).map(Voice.ghost) ?? .desk
        }
        let result: Result<Receipt, DeliveryError> = await withCheckedContinuation { waiting in
            // Nothing was begun where there is nothing to be said.
            if !begin(delivery, in: room, as: voice, then: { waiting.resume(returning: $0) }) {
                waiting.resume(returning: .success(Receipt()))
            }
        }
        return try result.get()
    }

    /// - Parameters:
    ///   - found: Where the person is spoken to, of whom only that is known who they are.
    ///   - voice: Nil for whoever should speak, if they are there.
    /// - Returns: False where there is nothing to be sent, or a room or whoever speaks must come first.
    func begin(_ delivery: Delivery, in found: String? = nil, as voice: Voice? = nil, then done: @escaping Done) -> Bool
    {
        var mentions: [String] = []
        var room = found
        switch RoomAddress(delivery.to.room) {
        case .direct(let id): room = work.book.current(id)
        case .among(let id, let user): (room, mentions) = (id, [user])
        case .aside: break
        }
        guard let room, let voice = voice ?? self.voice(of: delivery, in: room) else { return false }
        let contents = contents(of: delivery, in: room, mentioning: mentions, by: voice)
        guard !contents.isEmpty else { return false }
        send(contents[...], 0, of: delivery, to: room, by: voice, nil, done)
        return true
    }

    // MARK: - What it looks like

    private func contents(
        of delivery: Delivery, in room: String, mentioning mentions: [String], by voice: Voice
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
            let shown = lines.filter { !$0.isNote }.suffix(Self.mostRecalled)
            guard !shown.isEmpty else { return [] }
            let text = shown.map { "[\($0.at.clockUTC)] \($0.author): \($0.text)" }.joined(separator: "\n")
            message = OutgoingMessage(prose: Prose(text: text))
        case .openRoom, .enter, .leave, .correct, .takeBack, .file: return []
        }
        message.mentions = mentions
        message.replyTo = delivery.causedBy.flatMap { question($0, in: room) }
        return message.contents
    }

    /// Lines that are shown again to somebody who comes back from elsewhere.
    private static let mostRecalled = 5

    /// The event that is answered, if it is one of this room.
    private func question(_ arrival: ArrivalID, in room: String) -> String? {
        let prefix = "\(options.id):$"
        guard arrival.rawValue.hasPrefix(prefix) else { return nil }
        let event = String(arrival.rawValue.dropFirst(prefix.count - 1))
        return work.events.room(of: event) ?? room == room ? event : nil
    }

    // MARK: - Onto the network

    /// Agents' own are unlike the desk's: a homeserver may tell an application service's requests by their path alone.
    private func transaction(_ delivery: DeliveryID, _ part: Int, _ voice: Voice) -> String {
        "\(epoch).\(delivery.rawValue)" + (part == 0 ? "" : ".\(part)") + (voice.isDesk ? "" : ".own")
    }

    private func send(
        _ contents: ArraySlice<JSON>, _ part: Int, of delivery: Delivery, to room: String, by voice: Voice,
        _ first: String?, _ done: @escaping Done
    ) {
        guard let content = contents.first else { return }
        let transaction = transaction(delivery.id, part, voice)
        let request = MatrixRequest.send(EventType.message, to: room, transaction: transaction, content)
        (voice.home ?? home).begin(request) { [self] result in
            switch result {
            case .success(let answer):
                let event = answer["event_id"]?.string
                if let event { work.events.add(event, in: RoomWork.ours(room)) }
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

    private func error(_ failure: MatrixFailure, _ room: String) -> DeliveryError {
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
