import CurlHTTP
import Testing

@Suite(.timeLimit(.minutes(2))) struct RedirectTests {
    private let client = HTTPClient()

    /// `/a` leads to `/b`, which answers.
    private func script(_ status: String) -> ScriptedServer.Script {
        { heard in
            heard.target == "/a"
                ? answer(status, "Location: /b", "X-First: 1", body: Array("go on".utf8))
                : answer(body: Array("there".utf8))
        }
    }

    @Test(arguments: ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"])
    func `a redirect is followed only where it was asked for`(status: String) async throws {
        try await ScriptedServer.run(script(status)) { server in
            let kept = try await client.ask(HTTPRequest("GET", server.url + "/a"))
            #expect(kept.status == Int(status.prefix(3)) && kept.text == "go on" && kept.headers["location"] == "/b")
            let followed = try await client.ask(HTTPRequest("GET", server.url + "/a", redirects: 1))
            #expect(followed.status == 200 && followed.text == "there" && followed.headers["x-first"] == nil)
        }
    }

    @Test func `one too many is an error`() async throws {
        try await ScriptedServer.run({ _ in answer("302 Found", "Location: /again") }) { server in
            let error = try await failure { try await client.ask(HTTPRequest("GET", server.url, redirects: 3)) }
            #expect(error.kind == "broken", "\(error)")
            #expect(server.heard.count == 4)
        }
    }

    @Test(arguments: ["Authorization", "authorization"])
    func `whoever shows a token goes nowhere else`(name: String) async throws {
        try await ScriptedServer.run(script("302 Found")) { server in
            let request = HTTPRequest("GET", server.url + "/a", headers: [(name, "Bearer x")], redirects: 5)
            let response = try await client.send(request)
            #expect(response.status == 302)
            #expect(server.heard.count == 1)
        }
    }

    static let methods: [(String, String, String)] = [
        ("POST", "301 Moved", "GET"), ("POST", "302 Found", "GET"), ("POST", "303 See Other", "GET"),
        ("POST", "307 Temporary", "POST"), ("POST", "308 Permanent", "POST"), ("PUT", "302 Found", "PUT"),
        ("PUT", "303 See Other", "GET"), ("PUT", "307 Temporary", "PUT"), ("HEAD", "303 See Other", "HEAD"),
    ]

    // RFC 9110, 15.4
    @Test(arguments: methods) func `the method changes as it should`(
        method: String, status: String, then: String
    ) async throws {
        let body: [UInt8]? = method == "HEAD" ? nil : Array("what it is about".utf8)
        let script: ScriptedServer.Script = { heard in
            // HEAD has lengths and no bodies.
            if heard.target == "/a" { return [.say("HTTP/1.1 \(status)\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n")] }
            return [.say("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")]
        }
        try await ScriptedServer.run(script) { server in
            let request = HTTPRequest(method, server.url + "/a", body: body, redirects: 1)
            #expect(try await client.ask(request).status == 200)
            let last = try #require(server.heard.last)
            #expect(last.start == "\(then) /b HTTP/1.1")
            #expect(last.body == (then == method ? body ?? [] : []))
        }
    }

    @Test func `DELETE is not sent elsewhere`() async throws {
        try await ScriptedServer.run(script("303 See Other")) { server in
            let response = try await client.send(HTTPRequest("DELETE", server.url + "/a", redirects: 5))
            #expect(response.status == 303)
        }
    }

    @Test(arguments: ["ftp://127.0.0.1/", "file:///etc/passwd", "gopher://127.0.0.1/", "http://name:secret@127.0.0.1/"])
    func `a redirect to anything but HTTP is an error`(location: String) async throws {
        try await ScriptedServer.run({ _ in answer("302 Found", "Location: \(location)") }) { server in
            let error = try await failure { try await client.ask(HTTPRequest("GET", server.url, redirects: 5)) }
            #expect(error.kind == "broken", "\(error)")
            #expect(!error.description.contains("secret"))
        }
    }
}
