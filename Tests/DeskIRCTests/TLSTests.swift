import DeskCore
import DeskIRC
import Foundation
import Logging
import NIOCore
import NIOPosix
import NIOSSL
import Testing

/// Clients over TLS, with a certificate that the gateway made for itself.
@Suite(.timeLimit(.minutes(2))) struct TLSTests {
    private static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    /// Collects what a client hears until the connection ends or a word has come.
    private final class Ear: ChannelInboundHandler, @unchecked Sendable {
        typealias InboundIn = ByteBuffer
        private let word: String
        private let heard: EventLoopPromise<String>
        private var text = ""

        init(until word: String, _ heard: EventLoopPromise<String>) {
            self.word = word
            self.heard = heard
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            text += String(buffer: unwrapInboundIn(data))
            if text.contains(word) { heard.succeed(text) }
        }
        func channelInactive(context: ChannelHandlerContext) { heard.succeed(text) }
        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            heard.fail(error)
            context.close(promise: nil)
        }
    }

    private func talk(
        _ lines: String, until word: String, to port: Int, trusting file: String?
    ) async throws -> String {
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        var settings = TLSConfiguration.makeClientConfiguration()
        if let file { settings.trustRoots = .file(file) }
        let context = try NIOSSLContext(configuration: settings)
        let heard = loop.makePromise(of: String.self)
        let connecting = ClientBootstrap(group: loop).channelInitializer { channel in
            channel.eventLoop.makeCompletedFuture {
                let tls = try NIOSSLClientHandler(context: context, serverHostname: "rapport.local")
                try channel.pipeline.syncOperations.addHandlers(tls, Ear(until: word, heard))
            }
        }.connect(host: "127.0.0.1", port: port)
        // Who cannot connect, on a machine that is busy, hears nothing.
        connecting.whenFailure { heard.fail($0) }
        let channel = try await connecting.get()
        defer { channel.close(promise: nil) }
        // Where the handshake fails, the ear hears of it.
        channel.writeAndFlush(ByteBuffer(string: lines), promise: nil)
        return try await heard.futureResult.get()
    }

    private func run(
        _ tls: ListenerTLS, _ body: @Sendable @escaping (Int, String, IRCListener) async throws -> Void
    ) async throws {
        let (announced, feed) = AsyncStream<String>.makeStream()
        let listener = IRCListener(
            options: ListenerOptions(port: 0, tls: tls), logins: FakeLogins(), past: NoPast(), log: Self.quiet,
            now: { Timestamp(milliseconds: 1_700_000_000_000) }, onListening: { feed.yield($0) })
        try await withThrowingTaskGroup { group in
            group.addTask { try await listener.run(into: FakeInbox(), memory: NoMemory()) }
            for await name in announced where name.contains(" TLS, ") {
                let port = name.split(separator: " ")[0].split(separator: ":").last.flatMap { Int($0) } ?? 0
                try await body(port, name, listener)
                break
            }
            group.cancelAll()
            try? await group.waitForAll()
        }
    }

    private func folder() throws -> String {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("tls-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        return path
    }

    @Test func whoTrustsTheCertificateIsServed() async throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let tls = ListenerTLS(host: "127.0.0.1", folder: folder + "/made")
        try await run(tls) { port, name, _ in
            #expect(name.contains("certificate SHA-256 ") && name.split(separator: ":").count > 31)
            let text = try await talk(
                "NICK bob\r\nUSER b 0 * :B\r\nPING far\r\n", until: "PONG", to: port, trusting: folder + "/made/irc.crt"
            )
            #expect(text.contains(" 001 bob ") && text.contains("PONG rapport.local :far"))
            // The end is told before the connection closes.
            let end = try await talk(
                "NICK eve\r\nUSER b 0 * :B\r\nQUIT :done\r\n", until: "ERROR", to: port,
                trusting: folder + "/made/irc.crt")
            #expect(end.contains("ERROR :Closing link: done"))
            await #expect(throws: (any Error).self, "nobody else vouches for it") {
                _ = try await talk("PING x\r\n", until: "PONG", to: port, trusting: nil)
            }
        }
        let attributes = try FileManager.default.attributesOfItem(atPath: folder + "/made/irc.key")
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        // The next start shows the same one.
        let certificate = try Data(contentsOf: URL(fileURLWithPath: folder + "/made/irc.crt"))
        try await run(tls) { _, _, _ in }
        #expect(try Data(contentsOf: URL(fileURLWithPath: folder + "/made/irc.crt")) == certificate)
    }

    @Test func anotherCertificateIsTakenOverWhileItRuns() async throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for name in ["one", "two"] {
            try await run(ListenerTLS(host: "127.0.0.1", folder: folder + "/" + name)) { _, _, _ in }
        }
        @Sendable func named(_ name: String) -> ListenerTLS {
            ListenerTLS(
                host: "127.0.0.1", certificate: "\(folder)/\(name)/irc.crt", key: "\(folder)/\(name)/irc.key")
        }
        try await run(named("one")) { port, _, listener in
            try await listener.reconfigure(ListenerOptions(tls: named("two")))
            let text = try await talk("PING x\r\n", until: "PONG", to: port, trusting: folder + "/two/irc.crt")
            #expect(text.contains("PONG"))
            // One that cannot be used changes nothing.
            var mixed = named("two")
            mixed.key = folder + "/one/irc.key"
            await #expect(throws: ListenerError.self) { try await listener.reconfigure(ListenerOptions(tls: mixed)) }
            _ = try await talk("PING x\r\n", until: "PONG", to: port, trusting: folder + "/two/irc.crt")
        }
    }

    @Test(arguments: ["", "no certificate\n"]) func aBrokenFileIsNamed(text: String) async throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let file = folder + "/c.pem"
        try Data(text.utf8).write(to: URL(fileURLWithPath: file))
        let listener = IRCListener(
            options: ListenerOptions(port: 0, tls: ListenerTLS(host: "127.0.0.1", certificate: file, key: file)),
            logins: FakeLogins(), past: NoPast(), log: Self.quiet, now: { Timestamp(milliseconds: 0) },
            onListening: { _ in })
        let error = await #expect(throws: ListenerError.self) {
            try await listener.run(into: FakeInbox(), memory: NoMemory())
        }
        #expect(error.map { "\($0)".hasPrefix("TLS: \(file) ") } == true)
    }

    /// Neither a client that never shakes hands nor one that speaks without TLS gets anywhere.
    @Test func whoSpeaksPlainIsNotServed() async throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await run(ListenerTLS(host: "127.0.0.1", folder: folder)) { port, _, _ in
            let client = try await TestClient(to: port)
            try await client.send("NICK bob", "USER b 0 * :B")
            #expect(await !client.rest().contains { $0.contains(" 001 ") })
        }
    }
}
