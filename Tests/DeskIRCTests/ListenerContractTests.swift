import DeskCore
import DeskIRC
import Logging
import NIOCore
import NIOPosix
import Synchronization
import TestKit
import Testing

/// The embedded gateway keeps what every gateway keeps.
@Suite(.timeLimit(.minutes(1))) struct ListenerContractTests {
    private let contract = GatewayContract { ListenerHarness() }

    @Test func `the id of an arrival is never used again`() async throws { try await contract.neverReusesAnID() }

    @Test func `the order of a room is kept`() async throws { try await contract.keepsTheOrderOfARoom() }

    @Test func `the next of a room comes after the first was accepted`() async throws {
        try await contract.givesTheNextOnlyAfterTheFirstWasAccepted()
    }

    @Test func `a line is echoed once it was accepted, not before`() async throws {
        try await contract.acknowledgesOnlyWhatWasAccepted()
    }

    @Test func `a refused line is not echoed`() async throws { try await contract.doesNotAcknowledgeWhatWasRefused() }

    @Test func `what is delivered is heard once and in order`() async throws {
        try await contract.deliversOnceAndInOrder()
    }

    @Test func `nothing is delivered to a guest who has left`() async throws {
        try await contract.knowsThatAGuestHasLeft()
    }

    @Test func `changes what it has said as far as its network can`() async throws {
        try await contract.changesWhatItSaid()
    }
    @Test func `what the desk says is not given to its inbox`() async throws { try await contract.doesNotHearItself() }

    @Test func `run ends when cancelled`() async throws { try await contract.endsWhenCancelled() }
}

private final class ListenerHarness: GatewayHarness {
    let gateway: any Gateway
    private let address: Announced
    private let wires = Mutex<[String: Wire]>([:])

    init() {
        let address = Announced()
        self.address = address
        gateway = IRCListener(
            options: ListenerOptions(port: 0, isUnlimited: true), logins: FakeLogins(), past: NoPast(),
            log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            now: { Timestamp(milliseconds: 1_700_000_000_000) }, onListening: { address.value = $0 })
    }

    func untilListening() async throws { try await eventually("it listens") { address.value != nil } }

    func connect(_ name: String) async throws {
        let port = try #require(address.value?.split(separator: ":").last.flatMap { Int($0) })
        let wire = Wire()
        try await wire.connect(to: port)
        wires.withLock { $0[name] = wire }
        try await wire.send(["CAP REQ echo-message", "NICK \(name)", "USER \(name) 0 * :\(name)", "CAP END"])
        try await eventually("\(name) is welcome") { wire.lines.contains { $0.contains(" 376 ") } }
    }

    func say(_ lines: [String], as name: String) async throws {
        let wire = try #require(wires.withLock { $0[name] })
        try await wire.send(lines.map { "PRIVMSG support :" + $0 })
    }

    func heard(by name: String) async -> [String] { words(to: name, from: "support", target: name) }
    func acknowledged(to name: String) async -> Int { words(to: name, from: name, target: "support").count }
    func isClosed(_ name: String) async -> Bool { wires.withLock { $0[name] }?.isClosed ?? true }
    func disconnect(_ name: String) async { await wires.withLock { $0[name] }?.close() }

    private func words(to name: String, from source: String, target: String) -> [String] {
        let lines = wires.withLock { $0[name] }?.lines ?? []
        return lines.compactMap { line in
            let parts = line.split(separator: " ", maxSplits: 3)
            guard parts.count == 4, parts[0].hasPrefix(":\(source)!"), parts[1] == "PRIVMSG", parts[2] == target else {
                return nil
            }
            return String(parts[3].drop { $0 == ":" })
        }
    }
}

/// Where the listener says it listens.
private final class Announced: Sendable {
    private let name = Mutex<String?>(nil)
    var value: String? {
        get { name.withLock { $0 } }
        set { name.withLock { $0 = newValue } }
    }
}

/// A connection that keeps every line it reads.
private final class Wire: ChannelInboundHandler, Sendable {
    typealias InboundIn = ByteBuffer
    private struct State {
        var bytes: [UInt8] = []
        var isClosed = false
        var channel: (any Channel)?
    }
    private let state = Mutex(State())

    func connect(to port: Int) async throws {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelInitializer { $0.pipeline.addHandler(self) }
            .connect(host: "127.0.0.1", port: port).get()
        state.withLock { $0.channel = channel }
    }

    func send(_ lines: [String]) async throws {
        let bytes = ByteBuffer(string: lines.map { $0 + "\r\n" }.joined())
        try await state.withLock { $0.channel }?.writeAndFlush(bytes).get()
    }

    func close() async { try? await state.withLock { $0.channel }?.close().get() }

    var isClosed: Bool { state.withLock { $0.isClosed } }
    var lines: [String] {
        state.withLock { String(decoding: $0.bytes, as: UTF8.self) }
            .split(separator: "\r\n", omittingEmptySubsequences: true).map(String.init)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = unwrapInboundIn(data).readableBytesView
        state.withLock { $0.bytes += bytes }
    }
    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
    func channelInactive(context: ChannelHandlerContext) { state.withLock { $0.isClosed = true } }
}
