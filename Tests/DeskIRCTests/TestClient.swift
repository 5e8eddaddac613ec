import NIOCore
import NIOPosix

/// A small IRC client for tests: sends lines, and waits for lines with a time limit.
final class TestClient: Sendable {
    struct Silence: Error, CustomStringConvertible {
        let seen: [String]
        var description: String { "not heard in time; heard: \(seen)" }
    }
    private let channel: any Channel
    private let lines: AsyncStream<String>

    init(to port: Int) async throws {
        let (lines, feed) = AsyncStream<String>.makeStream()
        self.lines = lines
        channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(LineReader(feed))
                }
            }
            .connect(host: "127.0.0.1", port: port).get()
    }

    func send(_ lines: String...) async throws {
        try await send(bytes: lines.flatMap { [UInt8](($0 + "\r\n").utf8) })
    }

    func send(bytes: [UInt8]) async throws {
        try await channel.writeAndFlush(ByteBuffer(bytes: bytes)).get()
    }

    /// Reads up to and with the first line that holds this text; all lines read on the way.
    @discardableResult
    func until(_ text: String) async throws -> [String] {
        var seen: [String] = []
        while let line = await next() {
            seen.append(line)
            if line.contains(text) { return seen }
        }
        throw Silence(seen: seen)
    }

    /// Everything up to the end of the connection.
    func rest() async -> [String] {
        var seen: [String] = []
        while let line = await next() { seen.append(line) }
        return seen
    }

    func register(_ nick: String, pass: String? = nil, caps: String = "") async throws {
        if !caps.isEmpty { try await send("CAP REQ :" + caps) }
        if let pass { try await send("PASS " + pass) }
        try await send("NICK " + nick, "USER \(nick) 0 * :\(nick)", "CAP END")
        try await until(" 376 ")
    }

    /// Ends our half: nothing more will come from here.
    func endInput() async throws { try await channel.close(mode: .output).get() }

    func close() async { try? await channel.close().get() }

    /// The next line; nil once the connection is closed, which too long a silence does as well.
    private func next() async -> String? {
        let limit = Task { [channel] in
            try await Task.sleep(for: .seconds(20))
            try await channel.close().get()
        }
        defer { limit.cancel() }
        for await line in lines { return line }
        return nil
    }
}

private final class LineReader: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    private let feed: AsyncStream<String>.Continuation
    private var bytes: [UInt8] = []

    init(_ feed: AsyncStream<String>.Continuation) { self.feed = feed }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        bytes += unwrapInboundIn(data).readableBytesView
        while let end = bytes.firstIndex(of: 10) {
            feed.yield(String(decoding: bytes[..<end].filter { $0 != 13 }, as: UTF8.self))
            bytes.removeSubrange(...end)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
    func channelInactive(context: ChannelHandlerContext) { feed.finish() }
}
