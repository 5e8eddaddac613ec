import DeskCore

/// What the desk says.
final class Speech: Sendable {
    private let options: MatrixOptions
    private let home: Homeserver
    private let epoch: String
    private let work: RoomWork

    init(options: MatrixOptions, home: Homeserver, epoch: String, work: RoomWork) {
        self.options = options
        self.home = home
        self.epoch = epoch
        self.work = work
    }

    typealias Done = @Sendable (Result<Receipt, DeliveryError>) -> Void

    func deliver(_ delivery: Delivery) async throws(DeliveryError) -> Receipt {
        switch delivery.act {
        // Who speaks stands before their words.
        case .enter, .leave, .correct, .takeBack, .file: return Receipt()
        case .openRoom(let number, _, _, _):
            throw .never(reason: "case \(number): agents serve from another gateway than Matrix")
        case .say, .recap: break
        }
        var room: String?
        if case .aside(let user) = RoomAddress(delivery.to.room) { room = try await aside(user) }
        let result: Result<Receipt, DeliveryError> = await withCheckedContinuation { waiting in
            // Nothing was begun where there is nothing to be said.
            if !begin(delivery, in: room, then: { waiting.resume(returning: $0) }) {
                waiting.resume(returning: .success(Receipt()))
            }
        }
        return try result.get()
    }

    /// - Parameter found: Where the person is spoken to, of whom only that is known who they are.
    /// - Returns: False where there is nothing to be sent, or a room must be found first.
    func begin(_ delivery: Delivery, in found: String? = nil, then done: @escaping Done) -> Bool {
        var mentions: [String] = []
        var room = found
        switch RoomAddress(delivery.to.room) {
        case .direct(let id): room = work.book.current(id)
        case .among(let id, let user): (room, mentions) = (id, [user])
        case .aside: break
        }
        guard let room else { return false }
        let contents = contents(of: delivery, in: room, mentioning: mentions)
        guard !contents.isEmpty else { return false }
        send(contents[...], 0, of: delivery, to: room, nil, done)
        return true
    }

    // MARK: - What it looks like

    private func contents(of delivery: Delivery, in room: String, mentioning mentions: [String]) -> [JSON] {
        var message: OutgoingMessage
        switch delivery.act {
        case .say(let utterance):
            message = OutgoingMessage(prose: utterance.prose)
            switch utterance.speaker {
            case .desk: message.kind = options.answers == .notice ? .notice : .text
            case .agent(let agent): (message.kind, message.speaker) = (.text, agent.rawValue)
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

    private func transaction(_ delivery: DeliveryID, _ part: Int) -> String {
        "\(epoch).\(delivery.rawValue)" + (part == 0 ? "" : ".\(part)")
    }

    private func send(
        _ contents: ArraySlice<JSON>, _ part: Int, of delivery: Delivery, to room: String, _ first: String?,
        _ done: @escaping Done
    ) {
        guard let content = contents.first else { return }
        home.begin(
            .send(EventType.message, to: room, transaction: transaction(delivery.id, part), content)
        ) { [self] result in
            switch result {
            case .success(let answer):
                let event = answer["event_id"]?.string
                if let event { work.events.add(event, in: RoomWork.ours(room)) }
                work.quiet.heard(room, at: work.now())
                guard contents.count > 1 else { return done(.success(Receipt(remoteID: first ?? event))) }
                send(contents.dropFirst(), part + 1, of: delivery, to: room, first ?? event, done)
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

    /// The room with that person alone; made where there is none.
    private func aside(_ user: String) async throws(DeliveryError) -> String {
        if let room = work.book.direct(with: user) { return room }
        let key = MatrixMemory.Key.aside(user)
        do {
            if let kept = try await work.memory.get(key)?.string { return kept }
            guard let room = try await work.openRoom(with: user) else {
                throw DeliveryError.never(reason: "no room with \(user) alone")
            }
            await work.memory.keep(key, .string(room))
            return room
        } catch let error as DeliveryError {
            throw error
        } catch {
            throw .later(retryAfter: .seconds(2), scope: .room)
        }
    }
}
