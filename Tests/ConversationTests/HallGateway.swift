import DeskCore
import DeskRuntime
import Synchronization
import TestKit

@testable import DeskIRC

/// The embedded gateway without sockets: the same hall, its lines given in and taken out by the test.
final class HallGateway: Gateway {
    let id: GatewayID = "irc"
    let deduplicates = true
    let staffRooms = [Address(gateway: "irc", room: RoomID(Hall.desk))]
    /// A client cuts longer lines before it sends them.
    private static let longestLine = 400

    private struct State {
        let hall: Hall
        /// Lines that a connection sends as soon as it is read again.
        var unsent: [ConnectionID: [String]] = [:]
        var connections: [String: ConnectionID] = [:]
        var names: [ConnectionID: String] = [:]
        var heard: [Heard] = []
        var wordsTold = 0
    }
    private let state: Mutex<State>
    private let arrivals: AsyncStream<Arrival>
    private let feed: AsyncStream<Arrival>.Continuation

    init(now: @escaping @Sendable () -> Timestamp) {
        state = Mutex(State(hall: Hall(options: ListenerOptions(), process: "p", now: now)))
        (arrivals, feed) = AsyncStream.makeStream()
    }

    // MARK: - The desk's side

    func run(into inbox: any Inbox, memory: any GatewayMemory) async throws {
        await withDiscardingTaskGroup { group in
            for await arrival in arrivals { group.addTask { await self.bring(arrival, to: inbox) } }
        }
    }

    private func bring(_ arrival: Arrival, to inbox: any Inbox) async {
        var isAccepted = true
        do throws(InboxError) { try await inbox.accept(arrival) } catch { isAccepted = false }
        change { [isAccepted] in $0.settled(arrival.from.room, isAccepted: isAccepted) }
    }

    func deliver(_ delivery: Delivery) async throws(DeliveryError) -> Receipt {
        let result = state.withLock { state -> Result<Receipt, DeliveryError> in
            do throws(DeliveryError) {
                let sending = try state.hall.sending(delivery, nicks: Self.nicks(in: delivery.act))
                settle(&state)
                for (connection, messages) in sending.messages {
                    for message in messages { hear(message, by: connection, of: delivery.id, &state) }
                }
                return .success(sending.receipt)
            } catch {
                settle(&state)
                return .failure(error)
            }
        }
        return try result.get()
    }

    /// Nobody in a page has an agent's name without being one.
    private static func nicks(in act: Act) -> [String: String] {
        var names: Set<String> = []
        if case .say(let utterance) = act, case .customer(let name) = utterance.speaker {
            names.insert(name)
        }
        if case .recap(let lines) = act {
            names.formUnion(lines.filter { $0.kind == .customer }.map(\.author))
        }
        return Dictionary(uniqueKeysWithValues: names.map { ($0, IRCName.nick(from: $0)) })
    }

    // MARK: - People's side

    /// Connects, unless they are there already; agents with their login.
    func connect(_ name: String, withLogin: Bool) {
        change { hall, state in
            guard state.connections[name] == nil else { return }
            let connection = hall.connected(uptime: 0)
            state.connections[name] = connection
            state.names[connection] = name
            // Agents see their own words in the room, as every other agent there does.
            let first = Cast.isAgent(name) ? ["CAP REQ :echo-message"] : []
            let login = withLogin ? ["PASS \(name):secret"] : []
            state.unsent[connection] =
                first + login + ["NICK \(name)", "USER \(name) 0 * :\(name)", "CAP END"]
        }
    }

    func disconnect(_ name: String) {
        change { hall, state in
            if let connection = state.connections.removeValue(forKey: name) {
                hall.disconnected(connection)
            }
        }
    }

    func send(_ line: String, from name: String) {
        change { _, state in
            if let connection = state.connections[name] {
                state.unsent[connection, default: []].append(line)
            }
        }
    }

    func say(_ text: String, from name: String, to target: String) {
        for piece in LineCutter.pieces(of: text, bytes: Self.longestLine) {
            send("PRIVMSG \(target) :\(piece)", from: name)
        }
    }

    /// What everybody heard since the last look.
    func takeHeard() -> [Heard] {
        state.withLock { state in
            defer { state.heard = [] }
            return state.heard
        }
    }

    /// Drawn by how many words to come back with were told so far, so that those are the same in every page.
    var chance: UInt64 {
        var random = SplitMix64(seed: UInt64(state.withLock(\.wordsTold)))
        return random.next()
    }

    // MARK: - The hall

    private func change(_ body: (Hall) -> Void) {
        change { hall, _ in body(hall) }
    }

    private func change(_ body: (Hall, inout State) -> Void) {
        state.withLock { state in
            body(state.hall, &state)
            settle(&state)
        }
    }

    private func settle(_ state: inout State) {
        repeat {
            while case let actions = state.hall.takeActions(), !actions.isEmpty {
                for action in actions { perform(action, &state) }
            }
        } while sendNext(&state)
    }

    /// One line that waits, of a connection that is read. False where there is none.
    private func sendNext(_ state: inout State) -> Bool {
        let hall = state.hall
        let next = state.unsent.keys.sorted { $0.number < $1.number }.first {
            hall.isReady($0) && !(state.unsent[$0] ?? []).isEmpty
        }
        guard let next, let line = state.unsent[next]?.removeFirst() else { return false }
        var framer = LineFramer()
        framer.append((line + "\r\n").utf8)
        while let item = framer.next() { hall.received(item, from: next) }
        return true
    }

    private func perform(_ action: Action, _ state: inout State) {
        switch action {
        case .send(let connection, let message): hear(message, by: connection, of: nil, &state)
        case .close(let connection): state.hall.disconnected(connection)
        case .accept(let arrival): feed.yield(arrival)
        case .verify(let connection, let name, let password):
            let role: Login.Role = Cast.isAgent(name) ? .agent : .customer
            state.hall.verified(
                password == "secret" ? Login(name: name, role: role, verifier: "") : nil, for: connection)
        case .checkNick(let connection, let nick):
            state.hall.checked(nick, role: Cast.isAgent(nick) ? .agent : nil, for: connection)
        case .lookUp(let connection, _): state.hall.found(nil, for: connection)
        case .dawdle(let connection): state.hall.dawdled(connection)
        case .recall(let connection, _): state.hall.recalled([], for: connection)
        case .resume: break
        }
    }

    private func hear(
        _ message: IRCMessage, by connection: ConnectionID, of delivery: DeliveryID?,
        _ state: inout State
    ) {
        guard let name = state.names[connection] else { return }
        if message.params.last?.contains(#/\b[2-9][0-9a-z]{4}-[2-9][0-9a-z]{4}\b/#) ?? false {
            state.wordsTold += 1
        }
        state.heard.append(Heard(hearer: name, message: message, delivery: delivery))
    }
}
