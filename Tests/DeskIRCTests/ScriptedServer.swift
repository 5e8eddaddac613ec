import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

@testable import DeskIRC

/// A server that says what a test says, on a free port of this machine, and shows what it hears.
final class ScriptedServer: Sendable {
    /// One connection to it.
    final class Peer: Sendable {
        struct Silence: Error, CustomStringConvertible {
            let heard: [String]
            var description: String { "not heard in time; heard: \(heard)" }
        }
        private let channel: any Channel
        private let heard = Mutex<[String]>([])
        private let ended = Mutex(false)
        private let read = Mutex(0)
        private let people = Mutex<[String: [String]]>([:])
        private let answering: Answering?

        fileprivate init(_ channel: any Channel, _ answering: Answering?) {
            self.channel = channel
            self.answering = answering
        }

        fileprivate func hear(_ line: String) {
            heard.withLock { $0.append(line) }
            if let answering { return answering(self, line) }
            let words = line.split(separator: " ")
            guard words.first == "WHOIS", let nick = words.last.map(String.init) else { return }
            let known = people.withLock { $0[nick] ?? [] }
            for reply in known + [":irc.net 318 support \(nick) :End of WHOIS"] {
                channel.writeAndFlush(ByteBuffer(string: reply + "\r\n"), promise: nil)
            }
        }

        /// From here on WHOIS tells of them. On a busy machine the desk asks before it answers, since it has not heard of
        /// them for a while.
        func knows(_ nick: String, account: String) {
            people.withLock {
                $0[nick] = [
                    ":irc.net 311 support \(nick) \(nick) h * :\(nick)",
                    ":irc.net 330 support \(nick) \(account) :is logged in as",
                ]
            }
        }

        fileprivate func end() { ended.withLock { $0 = true } }

        /// In the order of the calls, without waiting.
        func write(_ lines: [String]) {
            guard !lines.isEmpty else { return }
            channel.writeAndFlush(ByteBuffer(string: lines.map { $0 + "\r\n" }.joined()), promise: nil)
        }

        var isEnded: Bool { ended.withLock(\.self) }
        var lines: [String] { heard.withLock(\.self) }

        /// The next line; throws after a while of silence, or where the connection ended before.
        func line() async throws -> String {
            let index = read.withLock { count in
                defer { count += 1 }
                return count
            }
            let end = ContinuousClock.now + .seconds(60)
            while ContinuousClock.now < end {
                let (lines, isOver) = (lines, isEnded)
                if lines.indices.contains(index) { return lines[index] }
                if isOver { break }
                try await Task.sleep(for: .milliseconds(2))
            }
            throw Silence(heard: lines)
        }

        /// Reads up to the first line that begins so.
        @discardableResult
        func until(_ start: String) async throws -> String {
            while true {
                let line = try await line()
                if line.hasPrefix(start) { return line }
            }
        }

        func send(_ lines: String...) async throws {
            try await send(bytes: lines.flatMap { [UInt8](($0 + "\r\n").utf8) })
        }

        func send(bytes: [UInt8]) async throws { try await channel.writeAndFlush(ByteBuffer(bytes: bytes)).get() }

        func close() async { try? await channel.close().get() }
    }

    /// Is given every line as it comes, on the connection's event loop.
    typealias Answering = @Sendable (Peer, String) -> Void

    let port: Int
    private let server: any Channel
    private let peers: AsyncStream<Peer>

    private init(_ server: any Channel, _ peers: AsyncStream<Peer>) {
        self.server = server
        self.peers = peers
        port = server.localAddress?.port ?? 0
    }

    /// - Parameters:
    ///   - identity: Where it speaks TLS: certificate and key in PEM form.
    ///   - answering: Where the test does not want to say every word itself; else only WHOIS is answered.
    static func start(
        identity: (certificate: String, key: String)? = nil, answering: Answering? = nil
    ) async throws -> ScriptedServer {
        let (peers, feed) = AsyncStream<Peer>.makeStream()
        var context: NIOSSLContext?
        if let identity {
            let chain = try NIOSSLCertificate.fromPEMBytes(Array(identity.certificate.utf8))
            let key = try NIOSSLPrivateKey(bytes: Array(identity.key.utf8), format: .pem)
            context = try NIOSSLContext(
                configuration: .makeServerConfiguration(
                    certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key)))
        }
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { [context] channel in
                channel.eventLoop.makeCompletedFuture {
                    if let context {
                        try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
                    }
                    let peer = Peer(channel, answering)
                    try channel.pipeline.syncOperations.addHandler(PeerReader(peer))
                    feed.yield(peer)
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        return ScriptedServer(server, peers)
    }

    /// The next connection.
    func next() async throws -> Peer {
        try await withThrowingTaskGroup(of: Peer?.self) { group in
            group.addTask { [peers] in
                for await peer in peers { return peer }
                return nil
            }
            group.addTask {
                try await Task.sleep(for: .seconds(60))
                return nil
            }
            defer { group.cancelAll() }
            guard let peer = try await group.next() ?? nil else { throw Peer.Silence(heard: []) }
            return peer
        }
    }

    func stop() async { try? await server.close().get() }
    deinit { server.close(promise: nil) }
}

private final class PeerReader: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    private let peer: ScriptedServer.Peer
    private var bytes: [UInt8] = []

    init(_ peer: ScriptedServer.Peer) { self.peer = peer }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        bytes += unwrapInboundIn(data).readableBytesView
        while let end = bytes.firstIndex(of: 10) {
            peer.hear(String(decoding: bytes[..<end].filter { $0 != 13 }, as: UTF8.self))
            bytes.removeSubrange(...end)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
    func channelInactive(context: ChannelHandlerContext) { peer.end() }
}
