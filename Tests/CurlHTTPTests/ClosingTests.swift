import Foundation
import Synchronization
import Testing

@testable import CurlHTTP

/// One outcome each, whenever the client is closed.
@Suite(.timeLimit(.minutes(2))) struct ClosingTests {
    private let client = HTTPClient()
    private let outcomes = Outcomes()

    @Test func `closing ends what is under way and what waits, once each`() async throws {
        try await silent { server in
            let client = HTTPClient(HTTPOptions(maxConnectionsPerHost: 2))
            for number in 1...20 { client.begin(HTTPRequest("GET", server.url), then: outcomes.note("\(number)")) }
            try await eventually("two are under way") { server.heard.count == 2 }
            client.close()
            // It returns when all is over.
            #expect(outcomes.count == 20 && outcomes.words.values.allSatisfy { $0 == ["closed"] })
            client.close()
            client.begin(HTTPRequest("GET", server.url), then: outcomes.note("late")).cancel()
            #expect(outcomes["late"] == ["closed"])
            await #expect(throws: HTTPError.closed) { try await client.send(HTTPRequest("GET", server.url)) }
            try await eventually("the connections have ended") { server.open == 0 }
        }
    }

    @Test func `what the thread never took is closed as well`() async throws {
        try await silent { server in
            let client = client
            await holding(client) {
                client.begin(HTTPRequest("GET", server.url), then: outcomes.note("one"))
                Thread.detachNewThread { client.close() }
                repeat {
                    client.begin(HTTPRequest("", ""), then: outcomes.note("another"))
                } while outcomes["another"].last != "closed"
            }
            client.close()
            #expect(outcomes["one"] == ["closed"])
        }
    }

    @Test func `closing from a callback does not wait for itself, and several may close`() async throws {
        try await ScriptedServer.run({ $0.target == "/silent" ? [] : answer() }) { server in
            client.begin(HTTPRequest("GET", server.url + "/silent"), then: outcomes.note("silent"))
            try await eventually("it is under way") { server.heard.count == 1 }
            client.begin(HTTPRequest("GET", server.url)) { [client, outcomes] result in
                client.close()
                outcomes.note("closer")(result)
            }
            try await eventually("all have ended") { outcomes.count == 2 }
            await withTaskGroup(of: Void.self) { group in
                for _ in 1...4 { group.addTask { [client] in client.close() } }
            }
            #expect(outcomes.words == ["silent": ["closed"], "closer": ["200"]])
        }
    }

    @Test func `closing while others send leaves nobody waiting`() async throws {
        try await ScriptedServer.run({ _ in answer() }) { server in
            for _ in 1...20 {
                let client = HTTPClient()
                await withTaskGroup(of: Void.self) { group in
                    for _ in 1...10 {
                        group.addTask {
                            while true {
                                do throws(HTTPError) { _ = try await client.send(HTTPRequest("GET", server.url)) } catch
                                {
                                    #expect(error == .closed)
                                    return
                                }
                            }
                        }
                    }
                    group.addTask {
                        try? await Task.sleep(for: .milliseconds(.random(in: 0...10)))
                        client.close()
                    }
                }
            }
        }
    }

    @Test func `a client that is let go ends its thread, and what was under way`() async throws {
        try await silent { server in
            let thread = Mutex("")
            do {
                let client = HTTPClient()
                client.begin(HTTPRequest("GET", server.url)) { [outcomes] result in
                    thread.withLock { $0 = currentThread() }
                    outcomes.note("one")(result)
                }
                try await eventually("it is under way") { server.heard.count == 1 }
            }
            try await eventually("it has ended") { outcomes["one"] == ["closed"] }
            let path = "/proc/" + thread.withLock(\.self)
            #expect(path.contains("/task/"))
            try await eventually("the thread has ended") { !FileManager.default.fileExists(atPath: path) }
            try await eventually("the connection has ended") { server.open == 0 }
        }
    }

    @Test func `all is called back on the one thread, which has a name`() async throws {
        try await ScriptedServer.run({ _ in answer() }) { server in
            let names = Mutex<[String]>([])
            let note: @Sendable (Result<HTTPResponse, HTTPError>) -> Void = { _ in
                let thread = currentThread()
                let name = try? String(contentsOfFile: "/proc/\(thread)/comm", encoding: .utf8)
                names.withLock { $0.append("\(thread) \(name ?? "")") }
            }
            client.begin(HTTPRequest("GET", server.url), then: note)
            client.begin(HTTPRequest("GET", "nowhere"), then: note)
            client.begin(HTTPRequest("GET", server.url), then: note).cancel()
            try await eventually("all have ended") { names.withLock(\.count) == 3 }
            #expect(Set(names.withLock(\.self)).count == 1)
            #expect(names.withLock(\.first)?.hasSuffix(" http-client\n") == true)
        }
    }

    @Test func `one more than the client takes is told so at once`() async throws {
        try await silent { server in
            let client = HTTPClient(HTTPOptions(), most: 2)
            for number in 1...3 { client.begin(HTTPRequest("GET", server.url), then: outcomes.note("\(number)")) }
            #expect(outcomes.words == ["3": ["unreachable"]])
            try await eventually("two are under way") { server.heard.count == 2 }
            client.begin(HTTPRequest("GET", server.url), then: outcomes.note("4")).cancel()
            #expect(outcomes["4"] == ["unreachable"])
            client.close()
            #expect(outcomes["4"] == ["unreachable"] && outcomes["1"] == ["closed"])
        }
    }
}

/// Below `/proc`.
private func currentThread() -> String {
    (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/thread-self")) ?? "unknown"
}
