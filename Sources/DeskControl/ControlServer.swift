public import DeskCore
import Foundation
public import Logging
import NIOCore
import NIOPosix
import Synchronization

/// The desk's control socket: operators' commands come in as letters, and customers in a terminal as a gateway of its
/// own. Only who may read the data folder can reach it.
public final class ControlServer: Gateway {
    public static let id: GatewayID = "terminal"
    public let id: GatewayID = ControlServer.id
    public let deduplicates = false
    public let staffRooms: [Address] = []
    /// What waits for one terminal to take it; one that does not read is as good as gone.
    static let longestQueue = 1000

    private let path: String
    private let submit: @Sendable (Event.Body) async throws -> Void
    private let reload: @Sendable () async -> ControlReply
    private let now: @Sendable () -> Timestamp
    private let onListening: @Sendable () -> Void
    private let log: Logger
    private let sessions = Mutex<[RoomID: AsyncStream<ControlReply>.Continuation]>([:])

    private typealias Connection = NIOAsyncChannel<ByteBuffer, ByteBuffer>

    /// - Parameters:
    ///   - submit: Returns once the letter is durable.
    ///   - reload: Has the content folder looked at, and says what came of it.
    public init(
        path: String, log: Logger, now: @escaping @Sendable () -> Timestamp,
        submit: @escaping @Sendable (Event.Body) async throws -> Void,
        reload: @escaping @Sendable () async -> ControlReply, onListening: @escaping @Sendable () -> Void = {}
    ) {
        self.path = path
        self.submit = submit
        self.reload = reload
        self.now = now
        self.onListening = onListening
        self.log = log
    }

    public func run(into inbox: any Inbox, memory: any GatewayMemory) async throws {
        let lobby = Lobby()
        defer { lobby.close() }
        // Nothing is read before somebody serves the connection.
        let server = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .childChannelOption(.autoRead, value: false)
            .bind(unixDomainSocketPath: path, cleanupExistingSocketFile: true) { channel in
                lobby.enter(channel)
                return channel.eventLoop.makeSucceededFuture(channel)
            }
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        onListening()
        try await server.executeThenClose { connections in
            try await withThrowingDiscardingTaskGroup { group in
                for try await channel in connections {
                    group.addTask { await self.serve(channel, inbox) }
                }
            }
        }
    }

    public func deliver(_ delivery: Delivery) async throws(DeliveryError) -> Receipt {
        let session = sessions.withLock { $0[delivery.to.room] }
        guard let session else { throw .never(reason: "the terminal was closed") }
        for reply in replies(to: delivery.act) {
            guard case .enqueued = session.yield(reply) else { throw .never(reason: "the terminal does not read") }
        }
        return Receipt()
    }

    private func replies(to act: Act) -> [ControlReply] {
        switch act {
        case .say(let utterance): [.said(speaker: name(of: utterance.speaker), text: utterance.prose.plainText)]
        case .recap(let lines): lines.map { .said(speaker: $0.author, text: $0.text) }
        case .enter(let agent): [.said(speaker: "*", text: "\(agent) is here")]
        case .leave(let agent): [.said(speaker: "*", text: "\(agent) has left")]
        case .openRoom, .correct, .takeBack, .file: []
        }
    }

    private func name(of speaker: Speaker) -> String {
        switch speaker {
        case .desk: "support"
        case .agent(let agent): agent.rawValue
        case .customer(let name): name
        }
    }

    private func serve(_ channel: any Channel, _ inbox: any Inbox) async {
        let (replies, session) = AsyncStream.makeStream(
            of: ControlReply.self, bufferingPolicy: .bufferingOldest(Self.longestQueue))
        do {
            let connection = try await channel.eventLoop.submit {
                try channel.pipeline.syncOperations.addHandler(ByteToMessageHandler(ControlLineDecoder()))
                return try Connection(wrappingChannelSynchronously: channel)
            }.get()
            try await connection.executeThenClose { requests, outbound in
                try await channel.setOption(.autoRead, value: true).get()
                try await withThrowingTaskGroup { group in
                    group.addTask {
                        // A connection that cannot be written is over for the reading side, too, which tells the desk.
                        for await reply in replies {
                            guard (try? await outbound.write(ControlLine.encode(reply))) != nil else { return }
                        }
                    }
                    group.addTask {
                        defer { session.finish() }
                        try await self.answer(requests, session, inbox)
                    }
                    try await group.waitForAll()
                }
            }
        } catch {
            log.debug("control connection ended", metadata: ["reason": "\(error)"])
        }
    }

    private func answer(
        _ requests: NIOAsyncChannelInboundStream<ByteBuffer>, _ session: AsyncStream<ControlReply>.Continuation,
        _ inbox: any Inbox
    ) async throws {
        var terminal: Terminal?
        var end: (any Error)?
        do {
            for try await line in requests { try await take(line, &terminal, session, inbox) }
        } catch {
            end = error
        }
        if let terminal { sessions.withLock { $0[terminal.room] = nil } }
        // Also when the connection broke. A desk that stops wants to hear no more.
        if !(end is InboxError), !Task.isCancelled, let arrival = terminal?.arrival(.left, at: now()) {
            try await inbox.accept(arrival)
        }
        if let end { throw end }
    }

    private func take(
        _ line: ByteBuffer, _ terminal: inout Terminal?, _ session: AsyncStream<ControlReply>.Continuation,
        _ inbox: any Inbox
    ) async throws {
        guard let request: ControlRequest = ControlLine.decode(line) else {
            session.yield(.refused("not understood: is the desk of another version?"))
            return
        }
        switch request {
        case .loginSet(let login): try await send(.loginSet(login), session)
        case .loginRemove(let name): try await send(.loginRemoved(name), session)
        case .agentLink(let agent, let person): try await send(.agentLinked(agent, person), session)
        case .agentUnlink(let agent, let person): try await send(.agentUnlinked(agent, person), session)
        case .reload: session.yield(await reload())
        case .chat(let name):
            guard terminal == nil else {
                session.yield(.refused("this connection is a customer already"))
                return
            }
            var begun = Terminal(gateway: id, name: name)
            let arrival = begun.arrival(.joined, at: now())
            terminal = begun
            sessions.withLock { $0[begun.room] = session }
            try await inbox.accept(arrival)
        case .say(let text):
            guard let arrival = terminal?.arrival(.said(text), at: now()) else {
                session.yield(.refused("say chat first"))
                return
            }
            try await inbox.accept(arrival)
            session.yield(.done)
        }
    }

    private func send(_ letter: Event.Body, _ session: AsyncStream<ControlReply>.Continuation) async throws {
        do {
            try await submit(letter)
            session.yield(.done)
        } catch {
            session.yield(.refused("the desk is stopping; try again when it runs"))
        }
    }
}

/// One customer in a terminal, for as long as the connection lasts.
private struct Terminal {
    let room: RoomID
    private let gateway: GatewayID
    private let author: Author
    private var count = 0

    init(gateway: GatewayID, name: String) {
        let number = String(UInt64.random(in: 0...(.max)), radix: 36)
        room = RoomID(number)
        self.gateway = gateway
        author = Author(person: PersonID("\(gateway):~\(number)"), name: name, isLasting: false)
    }

    mutating func arrival(_ body: Arrival.Body, at now: Timestamp) -> Arrival {
        count += 1
        return Arrival(
            id: ArrivalID("\(gateway):\(room)-\(count)"), from: Address(gateway: gateway, room: room), venue: .direct,
            author: author, at: now, body: body)
    }
}
