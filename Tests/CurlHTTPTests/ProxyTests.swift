import CurlHTTP
import Foundation
import Testing

/// The environment is the process's, so each of these has a process of its own.
@Suite(.timeLimit(.minutes(2))) struct ProxyTests {
    /// A proxy that answers itself, for whoever is asked for; the environment names it.
    private static func withProxy(_ body: (ScriptedServer, HTTPClient) async throws -> Void) async throws {
        try await ScriptedServer.run({ _ in answer(body: Array("by proxy".utf8)) }) { proxy in
            setenv("http_proxy", proxy.url, 1)
            setenv("https_proxy", proxy.url, 1)
            try await body(proxy, HTTPClient())
        }
    }

    @Test func `the proxy of the environment is asked for others`() async {
        await #expect(processExitsWith: .success) {
            try await Self.withProxy { proxy, client in
                let response = try await client.send(HTTPRequest("GET", "http://desk.example/a?b"))
                #expect(response.text == "by proxy")
                #expect(proxy.heard.map(\.start) == ["GET http://desk.example/a?b HTTP/1.1"])
            }
        }
    }

    @Test func `this machine is asked directly`() async {
        await #expect(processExitsWith: .success) {
            try await Self.withProxy { proxy, client in
                try await ScriptedServer.run({ _ in answer(body: Array("directly".utf8)) }) { server in
                    for host in ["127.0.0.1", "localhost"] {
                        let response = try await client.send(HTTPRequest("GET", "http://\(host):\(server.port)"))
                        #expect(response.text == "directly")
                    }
                }
                // There is nobody, and nobody else is asked for them.
                for host in ["[::1]:1", "127.0.0.9:1", "LOCALHOST:1"] {
                    let error = try await failure { try await client.send(HTTPRequest("GET", "http://\(host)")) }
                    #expect(error.kind == "unreachable", "\(error)")
                }
                #expect(proxy.heard.isEmpty)
            }
        }
    }

    @Test func `a redirect to this machine does not go through the proxy`() async {
        await #expect(processExitsWith: .success) {
            try await ScriptedServer.run({ _ in answer(body: Array("directly".utf8)) }) { server in
                let url = server.url
                try await ScriptedServer.run({ _ in answer("302 Found", "Location: \(url)/b") }) { proxy in
                    setenv("http_proxy", proxy.url, 1)
                    let request = HTTPRequest("GET", "http://desk.example/a", redirects: 1)
                    let response = try await HTTPClient().send(request)
                    #expect(response.text == "directly")
                    #expect(proxy.heard.count == 1 && server.heard.map(\.start) == ["GET /b HTTP/1.1"])
                }
            }
        }
    }

    // On Linux 0.0.0.0 is this machine, under a name that is not always asked directly.
    @Test(arguments: ["0.0.0.0", "*"]) func `whom the environment excepts is asked directly`(excepted: String) async {
        await #expect(processExitsWith: .success) { [excepted] in
            setenv("no_proxy", excepted, 1)
            try await Self.withProxy { proxy, client in
                try await ScriptedServer.run({ _ in answer(body: Array("directly".utf8)) }) { server in
                    let response = try await client.send(HTTPRequest("GET", "http://0.0.0.0:\(server.port)"))
                    #expect(response.text == "directly" && proxy.heard.isEmpty)
                }
                guard excepted != "*" else { return }
                _ = try await client.send(HTTPRequest("GET", "http://desk.example"))
                #expect(proxy.heard.count == 1)
            }
        }
    }

    @Test func `a client that wants none has none`() async {
        await #expect(processExitsWith: .success) {
            try await Self.withProxy { proxy, client in
                try await ScriptedServer.run({ _ in answer(body: Array("directly".utf8)) }) { server in
                    let request = HTTPRequest("GET", "http://0.0.0.0:\(server.port)")
                    let own = try await HTTPClient(HTTPOptions(usesProxyOfEnvironment: false)).send(request)
                    #expect(own.text == "directly" && proxy.heard.isEmpty)
                    let other = try await client.send(request)
                    #expect(other.text == "by proxy")
                }
            }
        }
    }

    @Test func `through a proxy that will not, nothing is sent`() async {
        await #expect(processExitsWith: .success) {
            try await ScriptedServer.run({ _ in answer("403 Forbidden", "X-Proxy: 1") }) { proxy in
                setenv("https_proxy", proxy.url, 1)
                let secret = HTTPRequest("GET", "https://desk.example/", headers: [("Authorization", "secret")])
                let error = try await failure { try await HTTPClient().send(secret) }
                #expect(error.kind == "unreachable", "\(error)")
                #expect(proxy.heard.map(\.start) == ["CONNECT desk.example:443 HTTP/1.1"])
                #expect(proxy.heard.first?.header("authorization") == nil)
            }
        }
        await #expect(processExitsWith: .success) {
            setenv("http_proxy", "http://127.0.0.1:1", 1)
            let error = try await failure { try await HTTPClient().send(HTTPRequest("GET", "http://desk.example")) }
            #expect(error.kind == "unreachable", "\(error)")
        }
    }
}
