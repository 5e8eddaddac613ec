@testable import DeskWeb
import DeskCore
import Logging
import Synchronization
import TestKit
import Testing

/// The pages on a real socket, and what one visitor may take. RFC 9110 and RFC 9112 say how to answer.
@Suite(.timeLimit(.minutes(1))) struct ServerTests {
    private let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    /// A server on a port of its own for as long as the body takes.
    private func serving(
        _ limits: WebLimits = WebLimits(), metrics: @escaping @Sendable () -> String = { "m 1\n" },
        _ body: (Int) async throws -> Void
    ) async throws {
        let pages = WebPages(version: "1") {
            .zero
        } health: {
            DeskHealth(phase: .running)
        } metrics: {
            metrics()
        }
        let server = WebServer(host: "127.0.0.1", port: 0, pages: pages, limits: limits, log: quiet)
        let address = Mutex("")
        try await server.run { name in
            address.withLock { $0 = name }
        } while: {
            let port = try #require(address.withLock { $0.split(separator: ":").last.flatMap { Int($0) } })
            try await body(port)
        }
    }

    private func limits(_ change: (inout WebLimits) -> Void) -> WebLimits {
        var limits = WebLimits()
        change(&limits)
        return limits
    }

    private let request = "GET /metrics HTTP/1.1\r\nHost: here\r\n\r\n"

    @Test func `a page is answered with its type, its length, and how old it may be`() async throws {
        try await serving { port in
            let (status, head, body) = try await WebClient.get("/metrics", port: port)
            #expect(status == 200 && body == "m 1\n")
            #expect(head.contains("Content-Type: text/plain; version=0.0.4; charset=utf-8"))
            #expect(head.contains("Content-Length: 4") && head.contains("Cache-Control: no-store"))
            let health = try await WebClient.get("/health", port: port)
            #expect(health.status == 200 && health.body.hasPrefix("{\"content\""))
        }
    }

    @Test func `what is not there and what is not allowed is told in plain words`() async throws {
        try await serving { port in
            let lost = try await WebClient.get("/", port: port)
            #expect(lost.status == 404 && lost.body == "Nothing is here. There are /health and /metrics.\n")
            let client = try WebClient(port: port)
            try client.send("DELETE /metrics HTTP/1.1\r\nHost: here\r\n\r\n")
            try await eventually("it is answered") { client.text.hasSuffix("GET or HEAD.\n") }
            #expect(client.text.hasPrefix("HTTP/1.1 405 "))
            #expect(client.text.contains("\r\nAllow: GET, HEAD\r\n"))
        }
    }

    /// RFC 9110, 9.3.2: the same header fields, no content.
    @Test func `HEAD has the header of GET and no body`() async throws {
        try await serving { port in
            let client = try WebClient(port: port)
            try client.send("HEAD /metrics HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n")
            try await eventually("it is answered") { client.isClosed }
            #expect(client.text.contains("\r\nContent-Length: 4\r\n") && client.text.hasSuffix("\r\n\r\n"))
        }
    }

    /// RFC 9112, 9.3: a connection stays for more requests, also for those sent before the first was answered.
    @Test func `a connection serves one request after the other`() async throws {
        try await serving { port in
            let client = try WebClient(port: port)
            try client.send(request)
            try await eventually("the first") { client.text.hasSuffix("m 1\n") }
            // More of them than fit into one head.
            for _ in 0..<300 { try client.send(request) }
            try await eventually("all others") { client.text.components("m 1\n") == 301 }
            #expect(!client.isClosed)
        }
    }

    @Test func `what is no HTTP, and a request with a body, ends the connection`() async throws {
        try await serving { port in
            let client = try WebClient(port: port)
            try client.send("NICK ann\r\nUSER ann 0 * :ann\r\n\r\n")
            try await eventually("it is closed") { client.isClosed }
            #expect(client.text.hasPrefix("HTTP/1.1 400 "))
            let post = try WebClient(port: port)
            try post.send("POST /health HTTP/1.1\r\nHost: here\r\nContent-Length: 2\r\n\r\nhi" + request)
            try await eventually("it is closed") { post.isClosed }
            #expect(post.text.hasPrefix("HTTP/1.1 405 ") && !post.text.contains("m 1"))
        }
    }

    // MARK: Limits

    @Test(arguments: ["GET /%@ HTTP/1.1\r\n", "GET / HTTP/1.1\r\nX: %@\r\n", "GET / HTTP/1.1\r\n%@"])
    func `a head that is too long is refused and the connection ends`(form: String) async throws {
        try await serving { port in
            let client = try WebClient(port: port)
            let filler = form.hasSuffix("\r\n%@") ? String(repeating: "a: \(long(100))\r\n", count: 80) : long(8200)
            try client.send(form.replacing("%@", with: filler))
            try await eventually("it is closed") { client.isClosed }
            #expect(client.text.hasPrefix("HTTP/1.1 431 "), "\(client.text)")
            #expect(client.text.hasSuffix("\r\n\r\nThe request is longer than 8192 bytes.\n"))
        }
    }

    @Test func `a head of nearly that length is answered`() async throws {
        try await serving { port in
            let client = try WebClient(port: port)
            for _ in 0..<3 { try client.send("GET /metrics?\(long(8000)) HTTP/1.1\r\nHost: here\r\n\r\n") }
            try await eventually("all are answered") { client.text.components("m 1\n") == 3 }
        }
    }

    private func long(_ count: Int) -> String { String(repeating: "a", count: count) }

    @Test func `whoever begins a request and does not end it is not waited for, however often they send`() async throws
    {
        try await serving(limits { $0.requestSeconds = 1 }) { port in
            let client = try WebClient(port: port)
            try client.send("GET /metrics HTTP/1.1\r\n")
            try await eventually("it is closed") {
                try client.send("a: b\r\n")
                return client.isClosed
            }
            #expect(client.text.isEmpty)
        }
    }

    @Test func `whoever says nothing is not waited for, before the first request or after`() async throws {
        try await serving(limits { $0.idleSeconds = 1 }) { port in
            let (silent, served) = (try WebClient(port: port), try WebClient(port: port))
            try served.send(request)
            try await eventually("both are closed") { silent.isClosed && served.isClosed }
            #expect(silent.text.isEmpty && served.text.hasSuffix("m 1\n"))
        }
    }

    @Test func `there are only so many connections, and room again when one goes`() async throws {
        try await serving(limits { $0.connections = 3 }) { port in
            var clients = try (0..<3).map { _ in try WebClient(port: port) }
            for client in clients {
                try client.send(request)
                try await eventually("it is answered") { client.text.hasSuffix("m 1\n") }
            }
            let another = try WebClient(port: port)
            try await eventually("one more is closed") { another.isClosed }
            #expect(another.text.isEmpty && clients.allSatisfy { !$0.isClosed })
            try clients.removeLast().send("GET / HTTP/1.0\r\n\r\n")
            try await eventually("there is room again") { try await isServed(port) }
        }
    }

    private func isServed(_ port: Int) async throws -> Bool {
        let client = try WebClient(port: port)
        try client.send("GET / HTTP/1.0\r\n\r\n")
        try await eventually("it is answered or closed") { client.isClosed }
        return client.text.hasPrefix("HTTP/1.1 404 ")
    }

    @Test func `answers that nobody takes are not heaped up`() async throws {
        let made = Mutex(0)
        let page = String(repeating: "m 1\n", count: 25_000)
        try await serving(limits { $0.unsentBytes = 200_000 }) {
            made.withLock { $0 += 1 }
            return page
        } _: { port in
            let client = try WebClient(port: port, isDeaf: true)
            try await eventually("the server has had enough") { try !client.send(request) }
            // What the sockets hold themselves is some megabytes.
            #expect(made.withLock { $0 } < 200)
            #expect(try await WebClient.get("/health", port: port).status == 200)
        }
    }

    // MARK: Begin and end

    @Test func `nothing is served any more when the body ends, and open connections are closed`() async throws {
        let kept = Mutex<(client: WebClient, port: Int)?>(nil)
        try await serving { port in
            let client = try WebClient(port: port)
            try client.send(request)
            try await eventually("it is answered") { client.text.hasSuffix("m 1\n") }
            kept.withLock { $0 = (client, port) }
        }
        let (client, port) = try #require(kept.withLock { $0 })
        try await eventually("it is closed") { client.isClosed }
        #expect(throws: WebClient.Failure.self) { try WebClient(port: port) }
    }

    @Test func `what the body throws is thrown`() async throws {
        struct Broken: Error {}
        await #expect(throws: Broken.self) { try await serving { _ in throw Broken() } }
    }

    @Test func `a port that is in use is told, and the body never begins`() async throws {
        try await serving { port in
            let pages = WebPages(version: "1") {
                .zero
            } health: {
                DeskHealth()
            } metrics: {
                ""
            }
            let second = WebServer(host: "127.0.0.1", port: port, pages: pages, log: quiet)
            await #expect(throws: WebServerError.portInUse(host: "127.0.0.1", port: port)) {
                try await second.run { Issue.record("it began") }
            }
        }
    }

    @Test func `no other address than the machine's own is listened on`() async throws {
        for host in ["127.0.0.1", "127.8.9.10", "::1"] { #expect(WebServer.isLoopback(host), "\(host)") }
        let others = [
            "0.0.0.0", "::", "10.0.0.1", "128.0.0.1", "::ffff:127.0.0.1", "localhost", "", "127.1", "fe80::1",
        ]
        for host in others { #expect(!WebServer.isLoopback(host), "\(host)") }
        let pages = WebPages(version: "1") {
            .zero
        } health: {
            DeskHealth()
        } metrics: {
            ""
        }
        let server = WebServer(host: "0.0.0.0", port: 0, pages: pages, log: quiet)
        await #expect(throws: WebServerError.notLoopback("0.0.0.0")) {
            try await server.run { Issue.record("it began") }
        }
    }
}

extension String {
    /// How often it is in here.
    fileprivate func components(_ part: String) -> Int { ranges(of: part).count }
}
