import CurlHTTP
import NIOCore
import NIOPosix
import Testing

/// Where nothing comes, or too slowly. How long it takes is bounded generously: machines are busy.
@Suite(.timeLimit(.minutes(2))) struct TimeTests {
    private let client = HTTPClient()

    private func get(_ url: String, _ limits: HTTPLimits) async throws -> HTTPResponse {
        let start = ContinuousClock.now
        defer { #expect(ContinuousClock.now - start < .seconds(30)) }
        return try await client.send(HTTPRequest("GET", url, limits: limits))
    }

    @Test func `an answer that never comes ends with the total time`() async throws {
        try await ScriptedServer.run({ _ in [] }) { server in
            try await expect(.timedOut(wasSent: true)) {
                try await get(server.url, HTTPLimits(total: .milliseconds(200)))
            }
        }
    }

    @Test func `an answer that goes on for ever ends with the total time`() async throws {
        let drops = (0..<600).flatMap { _ in [ScriptedServer.Act.say("1\r\n.\r\n"), .pause(.milliseconds(50))] }
        let start = ScriptedServer.Act.say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        try await ScriptedServer.run({ _ in [start] + drops }) { server in
            try await expect(.timedOut(wasSent: true)) {
                try await get(server.url, HTTPLimits(total: .milliseconds(500)))
            }
        }
    }

    @Test(arguments: ["", "HTTP/1.1 200 OK\r\nContent-Le", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"])
    func `silence ends with the idle time`(said: String) async throws {
        try await ScriptedServer.run(saying: said) { server in
            try await expect(.timedOut(wasSent: true)) {
                try await get(server.url, HTTPLimits(idle: .milliseconds(300)))
            }
        }
    }

    @Test func `a byte now and then is no silence`() async throws {
        let start = ScriptedServer.Act.say("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n")
        let drops = (0..<6).flatMap { _ in [ScriptedServer.Act.pause(.milliseconds(500)), .say(".")] }
        try await ScriptedServer.run({ _ in [start] + drops }) { server in
            let response = try await get(server.url, HTTPLimits(idle: .seconds(2)))
            #expect(response.text == "......")
        }
    }

    @Test func `a body that nobody takes ends with the idle time`() async throws {
        try await withDeafServer { url in
            let request = HTTPRequest("PUT", url, body: varied(32 << 20), limits: HTTPLimits(idle: .milliseconds(300)))
            try await expect(.timedOut(wasSent: true)) { try await client.send(request) }
        }
    }

    @Test func `a server that never says who it is is not reached`() async throws {
        try await withDeafServer { url in
            try await expect(.timedOut(wasSent: false)) {
                try await get("https" + url.dropFirst(4), HTTPLimits(connect: .milliseconds(200)))
            }
        }
    }

    @Test func `waiting for a free connection counts`() async throws {
        try await ScriptedServer.run({ _ in [] }) { server in
            let client = HTTPClient(HTTPOptions(maxConnectionsPerHost: 1))
            client.begin(HTTPRequest("GET", server.url)) { _ in }
            try await eventually("the connection is taken") { server.heard.count == 1 }
            let waiting = HTTPRequest("GET", server.url, limits: HTTPLimits(total: .milliseconds(200)))
            try await expect(.timedOut(wasSent: false)) { try await client.send(waiting) }
            #expect(server.heard.count == 1)
        }
    }

    @Test func `times of nothing and of centuries are times, too`() async throws {
        try await ScriptedServer.run({ _ in answer(body: [1]) }) { server in
            let ever = Duration.seconds(Int64.max)
            let response = try await get(server.url, HTTPLimits(connect: ever, total: ever, idle: ever))
            #expect(response.body == [1])
        }
        try await ScriptedServer.run({ _ in [] }) { server in
            let error = try await failure {
                try await get(server.url, HTTPLimits(connect: .zero, total: .zero, idle: .zero))
            }
            #expect(error.kind == "timedOut")
        }
    }

    @Test func `where nobody listens nobody is reached`() async throws {
        // A port that nobody is given by chance.
        let error = try await failure { try await get("http://127.0.0.1:1", HTTPLimits()) }
        #expect(error.kind == "unreachable", "\(error)")
    }

    /// Takes connections, as the kernel does, and reads nothing.
    private func withDeafServer(_ body: (String) async throws -> Void) async throws {
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.autoRead, value: false)
            .bind(host: "127.0.0.1", port: 0).get()
        do { try await body("http://127.0.0.1:\(server.localAddress?.port ?? 0)") } catch { Issue.record(error) }
        try await server.close().get()
    }
}
