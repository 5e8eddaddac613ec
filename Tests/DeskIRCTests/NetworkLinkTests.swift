import Crypto
import DeskCore
import Foundation
import Logging
import Synchronization
import TestKit
import Testing

@testable import DeskIRC

/// The desk on a real socket to a server that says what the test says.
@Suite(.timeLimit(.minutes(2))) struct NetworkLinkTests {
    private static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private final class Notes: Sendable {
        private let places = Mutex<[String?]>([])
        var all: [String?] { places.withLock(\.self) }
        func add(_ place: String?) { places.withLock { $0.append(place) } }
    }

    private struct Desk: Sendable {
        let network: IRCNetwork
        let inbox = WatchedInbox()
        let notes: Notes

        init(_ port: Int, _ change: (inout NetworkOptions) -> Void = { _ in }) {
            var options = NetworkOptions(id: "net", host: "127.0.0.1", port: port, nick: "support")
            options.tls.isOn = false
            options.flood.pause = .zero
            change(&options)
            let notes = Notes()
            self.notes = notes
            network = IRCNetwork(
                options: options, log: NetworkLinkTests.quiet,
                now: { Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) }, onChange: notes.add)
        }

        /// While the body runs.
        func run(
            _ memory: FakeMemory = FakeMemory(), while body: @Sendable @escaping (Desk) async throws -> Void
        ) async throws {
            try await withThrowingTaskGroup { group in
                group.addTask { try await network.run(into: inbox, memory: memory) }
                defer { group.cancelAll() }
                try await body(self)
            }
        }
    }

    private func greet(_ peer: ScriptedServer.Peer) async throws {
        try await peer.until("USER ")
        try await peer.send(
            "CAP * LS :account-tag message-tags", "CAP * ACK :account-tag message-tags",
            ":irc.net 001 support :Welcome",
            ":irc.net 005 support CASEMAPPING=ascii :are supported", ":irc.net 376 support :End")
    }

    @Test func `says first what it can do, and answers what it is asked`() async throws {
        let server = try await ScriptedServer.start()
        try await Desk(server.port).run { desk in
            let peer = try await server.next()
            #expect(try await peer.line() == "CAP LS 302")
            try await self.greet(peer)
            peer.knows("ann", account: "Ann")
            try await peer.send("@account=Ann :ann!a@h PRIVMSG support :hello", "PING :are you there")
            try await peer.until("PONG")
            try await eventually("it came in") { await desk.inbox.said == ["hello"] }
            #expect(desk.notes.all == [nil, "support on 127.0.0.1:\(server.port)"])
            async let receipt = desk.network.deliver(
                Delivery(
                    id: "d", to: Address(gateway: "net", room: "@Ann"), act: .say(Utterance(prose: Prose(text: "hi"))),
                    lane: .reply))
            try await peer.until("PRIVMSG ann :hi")
            let ping = try await peer.until("PING ")
            try await peer.send(":irc.net PONG irc.net :" + ping.dropFirst(5))
            let done = try await receipt
            #expect(done == Receipt())
        }
        await server.stop()
    }

    /// Backoff begins with a second at most; the network may be gone at any moment.
    @Test func `comes back`() async throws {
        let server = try await ScriptedServer.start()
        try await Desk(server.port).run { desk in
            let first = try await server.next()
            try await self.greet(first)
            try await eventually("it is there") { desk.notes.all.last != .some(nil) }
            await first.close()
            let second = try await server.next()
            try await self.greet(second)
            try await second.send(":irc.net ERROR x", "ERROR :Closing link")
            try await eventually("it leaves by itself") { second.isEnded }
            let third = try await server.next()
            #expect(try await third.line() == "CAP LS 302")
            #expect(desk.notes.all.count == 5)
        }
        await server.stop()
    }

    @Test func `says goodbye`() async throws {
        let server = try await ScriptedServer.start()
        let peer = Mutex<ScriptedServer.Peer?>(nil)
        try await Desk(server.port).run { desk in
            let connected = try await server.next()
            try await self.greet(connected)
            try await eventually("it is there") { desk.notes.all.count == 2 }
            peer.withLock { $0 = connected }
        }
        // It was written before the end; the other side may read it a moment later.
        try await eventually("it says goodbye") {
            peer.withLock { $0?.lines ?? [] }.contains("QUIT :The desk is stopping")
        }
        await server.stop()
    }

    /// A delivery while there is no connection is for later.
    @Test func `holds nothing back while it is away`() async throws {
        let desk = Desk(1)
        try await desk.run { desk in
            let delivery = Delivery(
                id: "d", to: Address(gateway: "net", room: "@Ann"), act: .enter("kim"), lane: .reply)
            await #expect(throws: DeliveryError.later(retryAfter: .seconds(2), scope: .gateway)) {
                _ = try await desk.network.deliver(delivery)
            }
        }
    }

    /// Old clients write a byte a letter.
    @Test func `reads what is not UTF-8 as Latin-1`() async throws {
        let server = try await ScriptedServer.start()
        try await Desk(server.port).run { desk in
            let peer = try await server.next()
            try await self.greet(peer)
            try await peer.send(
                bytes: Array("@account=Ann :ann!a@h PRIVMSG support :gr".utf8) + [0xFC, 0xDF] + Array("e\r\n".utf8))
            try await eventually("it came in") { await desk.inbox.said == ["grüße"] }
        }
        await server.stop()
    }

    // MARK: - TLS

    private func fingerprint(_ pem: String) throws -> String {
        let base64 = pem.split(separator: "\n").filter { !$0.hasPrefix("-----") }.joined()
        let der = try #require(Data(base64Encoded: base64))
        return SHA256.hash(data: der).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    @Test func `believes a certificate by its fingerprint, whatever its name`() async throws {
        let identity = try ServerIdentity.selfSigned(name: "elsewhere.example")
        let (mine, other) = (try fingerprint(identity.certificate), String(repeating: "0", count: 64))
        for (fingerprints, isTrusted) in [([mine], true), ([other, mine], true), ([other], false), ([], false)] {
            let server = try await ScriptedServer.start(identity: identity)
            let desk = Desk(server.port) { $0.tls = NetworkTLS(fingerprints: fingerprints) }
            try await desk.run { _ in
                let peer = try await server.next()
                if isTrusted {
                    #expect(try await peer.line() == "CAP LS 302")
                } else {
                    try await eventually("it goes") { peer.isEnded }
                    #expect(peer.lines.isEmpty)
                }
            }
            await server.stop()
        }
    }

    @Test func `believes an authority of its own`() async throws {
        let identity = try ServerIdentity.selfSigned(name: "irc.example")
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).pem").path
        try identity.certificate.write(toFile: file, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: file) }
        let server = try await ScriptedServer.start(identity: identity)
        try await Desk(server.port) { $0.tls = NetworkTLS(authorities: file) }.run { _ in
            let peer = try await server.next()
            #expect(try await peer.line() == "CAP LS 302")
        }
        await server.stop()
    }

    @Test func `says which file it cannot use`() async throws {
        let desk = Desk(1) { $0.tls = NetworkTLS(authorities: "/nowhere.pem") }
        await #expect(throws: NetworkError.self) {
            try await desk.network.run(into: desk.inbox, memory: FakeMemory())
        }
    }

    /// IRCv3 sts: over to TLS at once, remembered over restarts, and no certificate is believed for it that would not be
    /// otherwise.
    @Test func `goes over to TLS and remembers it`() async throws {
        let identity = try ServerIdentity.selfSigned(name: "irc.example")
        let (plain, secure) = (try await ScriptedServer.start(), try await ScriptedServer.start(identity: identity))
        let pin = try fingerprint(identity.certificate)
        let memory = FakeMemory()
        @Sendable func pinned(_ options: inout NetworkOptions) {
            options.tls = NetworkTLS(isOn: false, fingerprints: [pin])
        }
        try await Desk(plain.port, pinned).run(memory) { _ in
            let peer = try await plain.next()
            #expect(try await peer.line() == "CAP LS 302")
            try await peer.send("CAP * LS :sts=port=\(secure.port)")
            let safe = try await secure.next()
            #expect(try await safe.line() == "CAP LS 302")
            try await safe.send("CAP * LS :sts=duration=60,port=12345")
            try await eventually("it is kept") {
                await memory.get("sts/127.0.0.1")?.hasPrefix("\(secure.port) 60 ") ?? false
            }
            try await safe.send("ERROR :closing link")
            _ = try await secure.next()
        }
        try await Desk(plain.port, pinned).run(memory) { _ in
            let first = try await secure.next().line()
            #expect(first == "CAP LS 302")
        }
        await plain.stop()
        await secure.stop()
    }
}
