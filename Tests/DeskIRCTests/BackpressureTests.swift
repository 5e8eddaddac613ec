import DeskCore
import Logging
import NIOCore
import NIOEmbedded
import Testing

@testable import DeskIRC

/// What cannot be taken yet stays in the sender's socket: the handler does not read.
@Suite struct BackpressureTests {
    private final class ReadCounter: ChannelOutboundHandler {
        typealias OutboundIn = ByteBuffer
        private(set) var reads = 0
        func read(context: ChannelHandlerContext) { reads += 1 }
    }

    @Test func readsOnlyWhileItCanTakeALine() throws {
        let hall = Hall(options: ListenerOptions(isUnlimited: true), process: "p", now: { HallWorld.time })
        let (_, feed) = AsyncStream<Switchboard.Request>.makeStream()
        let board = Switchboard(
            hall: hall, feed: feed, accept: { _ in }, log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let counter = ReadCounter()
        let channel = EmbeddedChannel(handlers: [counter, ConnectionHandler(board)])
        channel.pipeline.fireChannelActive()
        #expect(counter.reads == 1)
        try channel.writeInbound(ByteBuffer(string: "NICK bob\r\nUSER b 0 * :b\r\nPRIVMSG support :x\r\nPING y\r\n"))
        #expect(counter.reads == 1)
        board.checked("bob", role: nil, for: ConnectionID(number: 1))
        // The first words are with the inbox, and the PING waits.
        #expect(counter.reads == 1)
        #expect(!(try sent(channel)).contains("PONG"))
        board.settled("~p.1", isAccepted: true)
        #expect(counter.reads == 2)
        #expect(try sent(channel).hasSuffix("PONG rapport.local :y\r\n"))
        _ = try channel.finish(acceptAlreadyClosed: true)
    }

    /// Nobody waits for the check of a password whose connection is gone, nor for any once the desk stops.
    @Test func whatNobodyWaitsForIsNotChecked() async throws {
        let hall = Hall(options: ListenerOptions(), process: "p", now: { HallWorld.time })
        let (requests, feed) = AsyncStream<Switchboard.Request>.makeStream()
        let board = Switchboard(
            hall: hall, feed: feed, accept: { _ in }, log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        var checks: [Awaited] = []
        var iterator = requests.makeAsyncIterator()
        var channels: [EmbeddedChannel] = []
        for name in ["ann", "bob"] {
            let channel = EmbeddedChannel(handlers: [ConnectionHandler(board)])
            channels.append(channel)
            channel.pipeline.fireChannelActive()
            try channel.writeInbound(ByteBuffer(string: "PASS \(name):secret\r\nNICK \(name)\r\nUSER b 0 * :b\r\n"))
            guard case .verify(_, name, _, let check)? = await iterator.next() else {
                return #expect(Bool(false), "no password is asked about")
            }
            checks.append(check)
        }
        #expect(checks.map(\.isTrue) == [true, true])
        _ = try channels[0].finish(acceptAlreadyClosed: true)
        #expect(checks.map(\.isTrue) == [false, true])
        _ = board.stop()
        #expect(checks.map(\.isTrue) == [false, false])
        _ = try channels[1].finish(acceptAlreadyClosed: true)
    }

    private func sent(_ channel: EmbeddedChannel) throws -> String {
        var text = ""
        while let buffer = try channel.readOutbound(as: ByteBuffer.self) { text += String(buffer: buffer) }
        return text
    }
}
