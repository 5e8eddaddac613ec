import CurlHTTP
import NIOCore
import Testing

/// How connections are kept and shared.
@Suite(.timeLimit(.minutes(2))) struct ConnectionTests {
    @Test func `one after the other takes one connection`() async throws {
        try await ScriptedServer.run({ answer(body: Array($0.target.utf8)) }) { server in
            let client = HTTPClient()
            for number in 1...50 {
                let response = try await client.send(HTTPRequest("GET", server.url + "/\(number)"))
                #expect(response.text == "/\(number)")
            }
            #expect(server.connections == 1)
        }
    }

    @Test func `200 at once all have their own answer, over no more connections than allowed`() async throws {
        let script: ScriptedServer.Script = { [.pause(.milliseconds(5))] + answer(body: Array($0.target.utf8)) }
        try await ScriptedServer.run(script) { server in
            let client = HTTPClient(HTTPOptions(maxConnectionsPerHost: 16))
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 1...200 {
                    group.addTask {
                        let response = try await client.send(HTTPRequest("GET", server.url + "/\(number)"))
                        #expect(response.text == "/\(number)")
                    }
                }
                try await group.waitForAll()
            }
            #expect(server.heard.count == 200 && server.connections <= 16)
        }
    }

    @Test func `the answers of two clients do not mix`() async throws {
        try await ScriptedServer.run({ answer(body: Array($0.target.utf8)) }) { server in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for name in ["a", "b", "c"] {
                    group.addTask {
                        let client = HTTPClient()
                        for number in 1...50 {
                            let response = try await client.send(HTTPRequest("GET", server.url + "/\(name)\(number)"))
                            #expect(response.text == "/\(name)\(number)")
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(server.connections == 3)
        }
    }

    /// A server that ends each connection instead of answering its second request.
    private let onceOnly: ScriptedServer.Script = { heard in
        heard.target == "/first" ? answer() : heard.connection == 1 ? [.close] : answer(body: Array("again".utf8))
    }

    @Test func `what may be repeated is sent again where a kept connection was lost`() async throws {
        try await ScriptedServer.run(onceOnly) { server in
            let client = HTTPClient()
            _ = try await client.send(HTTPRequest("GET", server.url + "/first"))
            let response = try await client.send(HTTPRequest("PUT", server.url + "/second", body: Array("body".utf8)))
            #expect(response.text == "again")
            #expect(server.heard.map(\.body) == [[], Array("body".utf8), Array("body".utf8)])
        }
    }

    @Test(arguments: ["POST", "PATCH"]) func `what may not be repeated is sent once`(method: String) async throws {
        try await ScriptedServer.run(onceOnly) { server in
            let client = HTTPClient()
            _ = try await client.send(HTTPRequest("GET", server.url + "/first"))
            let request = HTTPRequest(method, server.url + "/second", body: Array("body".utf8))
            let error = try await failure { try await client.send(request) }
            #expect(error.kind == "broken", "\(error)")
            #expect(server.heard.count == 2)
        }
    }

    @Test func `a connection that was ended meanwhile costs no answer`() async throws {
        try await ScriptedServer.run({ _ in answer() + [.close] }) { server in
            let client = HTTPClient()
            for _ in 1...3 {
                // The kernel may tell of the end only while the request is sent; POST would be lost then.
                let response = try await client.send(HTTPRequest("PUT", server.url, body: [1]))
                #expect(response.status == 200)
                try await eventually("it has ended") { server.open == 0 }
            }
        }
    }
}
