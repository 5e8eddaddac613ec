import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// A server that does what a test says, byte by byte, on a free port of this machine, and remembers what it heard.
final class ScriptedServer: Sendable {
    /// One request, as it came in.
    struct Heard: Sendable {
        /// Which connection, counted from 1.
        let connection: Int
        let lines: [String]
        let body: [UInt8]

        /// `GET / HTTP/1.1`
        var start: String { lines.first ?? "" }
        var target: String { start.split(separator: " ").dropFirst().first.map(String.init) ?? "" }

        func header(_ name: String) -> String? {
            lines.first { $0.lowercased().hasPrefix(name.lowercased() + ":") }
                .map { String($0.dropFirst(name.count + 1)).trimmingPrefix(" ").description }
        }
    }

    /// What is done after a request was heard, one after the other; nothing more where it is over.
    enum Act: Sendable {
        case say([UInt8])
        case pause(TimeAmount)
        case close
        /// The connection ends with an RST.
        case reset

        static func say(_ text: String) -> Act { .say(Array(text.utf8)) }
    }

    typealias Script = @Sendable (Heard) -> [Act]

    let port: Int
    private let server: any Channel
    fileprivate let script: Script
    fileprivate let memory = Mutex((connections: 0, open: 0, heard: [Heard]()))

    var url: String { "http://127.0.0.1:\(port)" }
    var heard: [Heard] { memory.withLock(\.heard) }
    var connections: Int { memory.withLock(\.connections) }
    var open: Int { memory.withLock(\.open) }

    private init(_ server: any Channel, _ script: @escaping Script) {
        self.server = server
        self.script = script
        port = server.localAddress?.port ?? 0
    }

    /// Runs the body with a server that acts by the script, and ends the server.
    static func run<Answer>(
        _ script: @escaping Script, tls: NIOSSLContext? = nil, host: String = "127.0.0.1",
        _ body: (ScriptedServer) async throws -> Answer
    ) async throws -> Answer {
        // The first connection may come before the server knows its port.
        let waiting = MultiThreadedEventLoopGroup.singleton.any().makePromise(of: ScriptedServer.self)
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 1024)
            .childChannelInitializer { channel in
                waiting.futureResult.hop(to: channel.eventLoop).flatMapThrowing { server in
                    if let tls { try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls)) }
                    try channel.pipeline.syncOperations.addHandler(Speaker(server))
                }
            }
            .bind(host: host, port: 0).get()
        let server = ScriptedServer(channel, script)
        waiting.succeed(server)
        let result: Result<Answer, any Error>
        do { result = .success(try await body(server)) } catch { result = .failure(error) }
        try? await channel.close().get()
        return try result.get()
    }

    /// Always the same answer.
    static func run<Answer>(
        saying text: String, _ body: (ScriptedServer) async throws -> Answer
    ) async throws -> Answer {
        try await run({ _ in [.say(text)] }, body)
    }
}

/// An answer with a body, whole.
func answer(_ status: String = "200 OK", _ headers: String..., body: [UInt8] = []) -> [ScriptedServer.Act] {
    let head = (["HTTP/1.1 \(status)"] + headers + ["Content-Length: \(body.count)"]).joined(separator: "\r\n")
    return [.say(Array((head + "\r\n\r\n").utf8) + body)]
}

private final class Speaker: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer
    private let server: ScriptedServer
    private var number = 0
    private var bytes = ByteBuffer()
    private var head: [String]?

    init(_ server: ScriptedServer) { self.server = server }

    func channelActive(context: ChannelHandlerContext) { begin() }
    func handlerAdded(context: ChannelHandlerContext) { if context.channel.isActive { begin() } }

    private func begin() {
        guard number == 0 else { return }
        number = server.memory.withLock { memory in
            memory.connections += 1
            memory.open += 1
            return memory.connections
        }
    }

    func channelInactive(context: ChannelHandlerContext) { server.memory.withLock { $0.open -= 1 } }
    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        bytes.writeImmutableBuffer(unwrapInboundIn(data))
        while let heard = next() {
            server.memory.withLock { $0.heard.append(heard) }
            act(server.script(heard)[...], context)
        }
    }

    private func next() -> ScriptedServer.Heard? {
        if head == nil {
            let view = bytes.readableBytesView
            guard let end = view.indices.first(where: { view[$0...].starts(with: "\r\n\r\n".utf8) }) else { return nil }
            head = String(decoding: view[..<end], as: UTF8.self).components("\r\n")
            bytes.moveReaderIndex(to: end + 4)
        }
        guard let lines = head else { return nil }
        let length = lines.first { $0.lowercased().hasPrefix("content-length:") }
            .flatMap { Int($0.dropFirst(15).filter(\.isNumber)) }
        guard let body = bytes.readBytes(length: length ?? 0) else { return nil }
        head = nil
        bytes.discardReadBytes()
        return ScriptedServer.Heard(connection: number, lines: lines, body: body)
    }

    private func act(_ acts: ArraySlice<ScriptedServer.Act>, _ context: ChannelHandlerContext) {
        guard let first = acts.first else { return }
        let rest = acts.dropFirst()
        switch first {
        case .say(let said):
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: said)), promise: nil)
            act(rest, context)
        case .pause(let time):
            let later = NIOLoopBound((self, context), eventLoop: context.eventLoop)
            context.eventLoop.scheduleTask(in: time) {
                let (speaker, context) = later.value
                speaker.act(rest, context)
            }
        case .close: context.close(promise: nil)
        case .reset:
            let end = NIOLoopBound(context, eventLoop: context.eventLoop)
            (context.channel as? any SocketOptionProvider)?.setSoLinger(linger(l_onoff: 1, l_linger: 0))
                .whenComplete { _ in end.value.close(promise: nil) }
        }
    }
}

extension String {
    fileprivate func components(_ separator: String) -> [String] {
        var (lines, rest) = ([String](), self[...])
        while let range = rest.firstRange(of: separator) {
            lines.append(String(rest[..<range.lowerBound]))
            rest = rest[range.upperBound...]
        }
        return lines + [String(rest)]
    }
}
