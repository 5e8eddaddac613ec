import CurlHTTP
import NIOCore
import Testing

/// What comes back.
@Suite(.timeLimit(.minutes(2))) struct AnswerTests {
    private let client = HTTPClient()

    private func get(_ server: ScriptedServer, bytes: Int = 1 << 20) async throws -> HTTPResponse {
        try await client.ask(HTTPRequest("GET", server.url, limits: HTTPLimits(bytes: bytes)))
    }

    @Test func `status, headers and body come as they were said`() async throws {
        let text =
            "HTTP/1.1 404 Not There\r\nA: 1\r\nX-Twice: one\r\nx-twice:  two \r\nEmpty:\r\nContent-Length: 3\r\n\r\nno!"
        try await ScriptedServer.run(saying: text) { server in
            let response = try await get(server)
            #expect(response.status == 404 && response.text == "no!")
            #expect(response.headers == ["a": "1", "x-twice": "one, two", "empty": "", "content-length": "3"])
        }
    }

    @Test func `what was said before the answer is no part of it`() async throws {
        let text = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
        try await ScriptedServer.run(saying: text) { server in
            let response = try await get(server)
            #expect(response.status == 200 && response.text == "ok")
            #expect(response.headers == ["content-length": "2"])
        }
    }

    @Test func `a body in chunks comes whole, and what follows it is no header`() async throws {
        let text =
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n4\r\ndefg\r\n0\r\nX-Late: 1\r\n\r\n"
        try await ScriptedServer.run(saying: text) { server in
            let response = try await get(server)
            #expect(response.text == "abcdefg")
            #expect(response.headers == ["transfer-encoding": "chunked"])
        }
    }

    @Test func `no content, and a body that ends with the connection`() async throws {
        try await ScriptedServer.run(saying: "HTTP/1.1 204 No Content\r\n\r\n") { server in
            let response = try await get(server)
            #expect(response.status == 204 && response.body.isEmpty)
        }
        try await ScriptedServer.run({ _ in [.say("HTTP/1.1 200 OK\r\n\r\nuntil the end"), .close] }) { server in
            let response = try await get(server)
            #expect(response.text == "until the end")
        }
    }

    @Test func `a body as large as the limit comes, one byte more does not`() async throws {
        try await ScriptedServer.run({ _ in answer(body: [UInt8](repeating: 7, count: 100_000)) }) { server in
            #expect(try await get(server, bytes: 100_000).body.count == 100_000)
            try await expect(.tooLarge(limit: 99_999)) { try await get(server, bytes: 99_999) }
        }
        try await ScriptedServer.run({ _ in answer(body: [1]) }) { server in
            try await expect(.tooLarge(limit: 0)) { try await get(server, bytes: 0) }
        }
    }

    @Test(arguments: [1, 257, 258, 259, 100_000]) func `a compressed body comes as it was`(count: Int) async throws {
        let script: ScriptedServer.Script = { _ in
            answer("200 OK", "Content-Encoding: gzip", body: gzip(zeros: count))
        }
        try await ScriptedServer.run(script) { server in
            #expect(try await get(server, bytes: count).body == [UInt8](repeating: 0, count: count))
            try await expect(.tooLarge(limit: count - 1)) { try await get(server, bytes: count - 1) }
            #expect(server.heard.first?.header("accept-encoding")?.contains("gzip") == true)
        }
    }

    @Test func `a bomb goes off at the limit`() async throws {
        let bomb = gzip(zeros: 20 << 20)
        try await ScriptedServer.run({ _ in answer("200 OK", "Content-Encoding: gzip", body: bomb) }) { server in
            try await expect(.tooLarge(limit: 1 << 20)) { try await get(server) }
        }
    }

    @Test func `headers have a limit, too`() async throws {
        let line = "X-Much: " + String(repeating: "m", count: 1000) + "\r\n"
        let limit = 256 << 10
        for (count, isTooMuch) in [(200, false), (300, true)] {
            let text = "HTTP/1.1 200 OK\r\n" + String(repeating: line, count: count) + "Content-Length: 0\r\n\r\n"
            try await ScriptedServer.run(saying: text) { server in
                guard isTooMuch else {
                    let value = try #require(try await get(server).headers["x-much"])
                    #expect(value.utf8.count == count * 1002 - 2)
                    return
                }
                try await expect(.tooLarge(limit: limit)) { try await get(server) }
            }
        }
    }

    @Test func `one endless header is an error, not memory`() async throws {
        let text = "HTTP/1.1 200 OK\r\nX: " + String(repeating: "m", count: 1 << 20)
        try await ScriptedServer.run(saying: text) { server in
            try await expect(.tooLarge(limit: 256 << 10)) { try await get(server) }
        }
    }

    @Test func `hints without end are an error`() async throws {
        let hint = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
        try await ScriptedServer.run(saying: String(repeating: hint, count: 20_000)) { server in
            try await expect(.tooLarge(limit: 256 << 10)) { try await get(server) }
        }
    }

    static let broken: [(String, [ScriptedServer.Act])] = [
        ("half a body", [.say("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"), .close]),
        (
            "half a body and a reset",
            [.say("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"), .pause(.milliseconds(50)), .reset]
        ),
        ("half a chunk", [.say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nhalf"), .close]),
        ("no length of a chunk", [.say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhalf"), .close]),
        ("half a head", [.say("HTTP/1.1 200 OK\r\nContent-Le"), .close]),
        ("nothing", [.close]),
        ("a reset", [.reset]),
        ("no HTTP", [.say("220 mail.example ESMTP\r\n"), .close]),
        ("bytes", [.say([0, 1, 2, 255, 254, 10, 13, 0]), .close]),
        ("no gzip", answer("200 OK", "Content-Encoding: gzip", body: Array("not at all".utf8))),
        ("two lengths", [.say("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 5\r\n\r\nhello"), .close]),
    ]

    @Test(arguments: broken) func `what is no whole answer is none`(
        name: String, acts: [ScriptedServer.Act]
    ) async throws {
        try await ScriptedServer.run({ _ in acts }) { server in
            let error = try await failure { try await get(server) }
            #expect(error.kind == "broken", "\(name): \(error)")
        }
    }
}
