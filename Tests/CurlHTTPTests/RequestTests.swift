import CurlHTTP
import Testing

/// What is sent.
@Suite(.timeLimit(.minutes(2))) struct RequestTests {
    private let client = HTTPClient(HTTPOptions(userAgent: "test/1"))

    @Test(arguments: ["GET", "PUT", "POST", "DELETE", "PATCH", "OPTIONS", "PROPFIND"])
    func `every method comes with its body, or without one`(method: String) async throws {
        try await ScriptedServer.run({ _ in answer() }) { server in
            for body in [nil, [], Array("hello".utf8)] as [[UInt8]?] {
                let request = HTTPRequest(method, server.url + "/a?b=c", body: body)
                #expect(try await client.ask(request).status == 200)
                let heard = try #require(server.heard.last)
                #expect(heard.start == "\(method) /a?b=c HTTP/1.1")
                #expect(heard.body == body ?? [])
                #expect(heard.header("content-type") == nil)
                #expect(heard.header("expect") == nil)
                #expect(heard.header("user-agent") == "test/1")
                if body != nil || ["POST", "PUT"].contains(method) {
                    #expect(heard.header("content-length") == "\(body?.count ?? 0)")
                } else {
                    #expect(heard.header("content-length") == nil)
                }
                #expect(heard.header("transfer-encoding") == nil)
            }
            #expect(server.connections == 1)
        }
    }

    @Test func `HEAD has the length, and no body`() async throws {
        try await ScriptedServer.run(saying: "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n") { server in
            for _ in 1...2 {
                let response = try await client.ask(HTTPRequest("HEAD", server.url))
                #expect(response.headers["content-length"] == "99" && response.body.isEmpty)
            }
            #expect(server.connections == 1)
        }
    }

    @Test func `headers come as they were given, empty ones and double ones as well`() async throws {
        try await ScriptedServer.run({ _ in answer() }) { server in
            let headers = [
                ("Authorization", "Bearer äö"), ("X-Empty", ""), ("X-A", "1"), ("X-A", "2"), ("User-Agent", "mine"),
            ]
            _ = try await client.ask(HTTPRequest("GET", server.url, headers: headers))
            let lines = try #require(server.heard.first).lines
            for line in ["Authorization: Bearer äö", "X-Empty:", "X-A: 1", "X-A: 2", "User-Agent: mine"] {
                #expect(lines.contains { $0.trimmingSuffix(while: \.isWhitespace) == line }, "\(line) in \(lines)")
            }
            #expect(!lines.contains("User-Agent: test/1"))
        }
    }

    @Test func `nothing of one request is in the next`() async throws {
        try await ScriptedServer.run({ _ in answer() }) { server in
            let first = HTTPRequest(
                "PATCH", server.url, headers: [("Authorization", "secret")], body: [1, 2, 3],
                limits: HTTPLimits(bytes: 0))
            _ = try await client.ask(first)
            _ = try await client.ask(HTTPRequest("GET", server.url))
            let second = try #require(server.heard.last)
            #expect(second.start == "GET / HTTP/1.1" && second.header("authorization") == nil && second.body.isEmpty)
            #expect(server.connections == 1)
        }
    }

    @Test func `large bodies both ways`() async throws {
        let body = varied(20 << 20)
        try await ScriptedServer.run({ answer(body: $0.body) }) { server in
            for method in ["PUT", "POST"] {
                let response = try await client.ask(HTTPRequest(method, server.url, body: body))
                #expect(response.body == body)
            }
        }
    }

    @Test func `a path is sent as it was written`() async throws {
        try await ScriptedServer.run({ _ in answer() }) { server in
            let path = "/a/../b/./%2e%2E/%40x%3Ay/!d?q=%20&r=a+b"
            _ = try await client.ask(HTTPRequest("GET", server.url + path + "#part"))
            #expect(server.heard.first?.target == path)
        }
    }

    static let invalid: [HTTPRequest] = [
        HTTPRequest("", "http://127.0.0.1/"),
        HTTPRequest("GET /x", "http://127.0.0.1/"),
        HTTPRequest("GET\r\nX: y", "http://127.0.0.1/"),
        HTTPRequest("G\0", "http://127.0.0.1/"),
        HTTPRequest("CONNECT", "http://127.0.0.1/"),
        HTTPRequest("HEAD", "http://127.0.0.1/", body: [1]),
        HTTPRequest("GET", ""),
        HTTPRequest("GET", "127.0.0.1"),
        HTTPRequest("GET", "http://"),
        HTTPRequest("GET", "http://[::1"),
        HTTPRequest("GET", "http://127.0.0.1:99999/"),
        HTTPRequest("GET", "file:///etc/passwd"),
        HTTPRequest("GET", "ftp://127.0.0.1/"),
        HTTPRequest("GET", "http://127.0.0.1/\r\nX: y"),
        HTTPRequest("GET", "http://127.0.0.1/a b"),
        HTTPRequest("GET", "http://127.0.0.1/\0"),
        HTTPRequest("GET", "http://127.0.0.1/ä"),
        HTTPRequest("GET", "http://name:secret@127.0.0.1/"),
        HTTPRequest("GET", "http://127.0.0.1/", headers: [("A", "b\r\nC: d")]),
        HTTPRequest("GET", "http://127.0.0.1/", headers: [("A", "b\nC: d")]),
        HTTPRequest("GET", "http://127.0.0.1/", headers: [("A", "b\0")]),
        HTTPRequest("GET", "http://127.0.0.1/", headers: [("A\r\nB", "c")]),
        HTTPRequest("GET", "http://127.0.0.1/", headers: [("A:", "c")]),
        HTTPRequest("GET", "http://127.0.0.1/", headers: [("", "c")]),
        HTTPRequest("GET", "http://127.0.0.1/", headers: [("@/etc/passwd", "")]),
        HTTPRequest("PUT", "http://127.0.0.1/", headers: [("Content-Length", "7")], body: []),
        HTTPRequest("PUT", "http://127.0.0.1/", headers: [("transfer-encoding", "chunked")], body: []),
    ]

    @Test(arguments: invalid.indices) func `what would be something else is not sent`(index: Int) async throws {
        let error = try await failure { try await client.ask(Self.invalid[index]) }
        #expect(error.kind == "invalid", "\(error)")
        #expect(!error.description.contains("secret"))
    }
}

extension String {
    fileprivate func trimmingSuffix(while belongs: (Character) -> Bool) -> String {
        String(reversed().drop(while: belongs).reversed())
    }
}
