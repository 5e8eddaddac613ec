import CurlHTTP
import NIOSSL
import Testing

@Suite(.timeLimit(.minutes(2))) struct TrustTests {
    private func get(_ url: String, authorities: String?) async throws -> HTTPResponse {
        try await HTTPClient(HTTPOptions(authorities: authorities)).ask(HTTPRequest("GET", url))
    }

    @Test func `an authority of one's own is trusted where it is named, and only there`() async throws {
        let authority = try Authority()
        let tls = try authority.server(names: ["localhost"], addresses: [[127, 0, 0, 1]])
        try await authority.withFile { file in
            try await ScriptedServer.run({ _ in answer(body: [1]) }, tls: tls) { server in
                for host in ["localhost", "127.0.0.1"] {
                    let url = "https://\(host):\(server.port)"
                    #expect(try await get(url, authorities: file).body == [1])
                    let error = try await failure { try await get(url, authorities: nil) }
                    #expect(error.kind == "untrusted", "\(error)")
                }
                #expect(server.heard.count == 2)
            }
        }
    }

    @Test func `a certificate for another name is not trusted`() async throws {
        let authority = try Authority()
        let tls = try authority.server(names: ["elsewhere.example"])
        try await authority.withFile { file in
            try await ScriptedServer.run({ _ in answer() }, tls: tls) { server in
                let error = try await failure {
                    try await get("https://localhost:\(server.port)", authorities: file)
                }
                #expect(error.kind == "untrusted", "\(error)")
                #expect(server.heard.isEmpty)
            }
        }
    }

    @Test func `a file that holds no authorities is said so`() async throws {
        let tls = try Authority().server(names: ["localhost"])
        try await ScriptedServer.run({ _ in answer() }, tls: tls) { server in
            let url = "https://localhost:\(server.port)"
            let error = try await failure { try await get(url, authorities: "/nowhere/authorities.pem") }
            #expect(error.kind == "untrusted" && error.description.contains("/nowhere/authorities.pem"), "\(error)")
        }
    }

    @Test func `TLS to a server that speaks none reaches nobody`() async throws {
        try await ScriptedServer.run({ _ in answer() }) { server in
            let silent = HTTPRequest(
                "GET", "https://127.0.0.1:\(server.port)", limits: HTTPLimits(connect: .milliseconds(300)))
            // It waits for the end of a line that never comes.
            try await expect(.timedOut(wasSent: false)) { try await HTTPClient().ask(silent) }
        }
    }

    @Test func `large bodies over TLS, both ways`() async throws {
        let body = varied(5 << 20)
        let authority = try Authority()
        let tls = try authority.server(names: ["localhost"])
        try await authority.withFile { file in
            try await ScriptedServer.run({ answer(body: $0.body) }, tls: tls) { server in
                let client = HTTPClient(HTTPOptions(authorities: file))
                for _ in 1...2 {
                    let request = HTTPRequest("PUT", "https://localhost:\(server.port)", body: body)
                    let response = try await client.send(request)
                    #expect(response.body == body)
                }
                #expect(server.connections == 1)
            }
        }
    }
}
