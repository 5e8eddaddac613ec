import CurlHTTP
import NIOCore
import Synchronization
import Testing

/// One outcome each, whenever somebody cancels.
@Suite(.timeLimit(.minutes(2))) struct CancellingTests {
    private let client = HTTPClient()
    private let outcomes = Outcomes()

    @Test func `a task that was cancelled before sends nothing`() async throws {
        try await silent { server in
            let error = await withTaskGroup(of: HTTPError?.self) { group in
                group.addTask { [client] in
                    withUnsafeCurrentTask { $0?.cancel() }
                    do throws(HTTPError) { _ = try await client.send(HTTPRequest("GET", server.url)) } catch {
                        return error
                    }
                    return nil
                }
                return await group.next() ?? nil
            }
            #expect(error == .cancelled)
            #expect(server.connections == 0)
        }
    }

    @Test func `what is cancelled before the thread has it is not sent`() async throws {
        try await silent { server in
            await holding(client) {
                for number in 1...3 {
                    let ticket = client.begin(HTTPRequest("GET", server.url), then: outcomes.note("\(number)"))
                    ticket.cancel()
                    ticket.cancel()
                }
            }
            try await eventually("all have ended") { outcomes.count == 3 }
            #expect(outcomes.words == ["1": ["cancelled"], "2": ["cancelled"], "3": ["cancelled"]])
            #expect(server.connections == 0)
        }
    }

    @Test func `what is under way ends at once, and its connection with it`() async throws {
        try await silent { server in
            let ticket = client.begin(HTTPRequest("GET", server.url), then: outcomes.note("one"))
            try await eventually("it is under way") { server.heard.count == 1 }
            #expect(outcomes.count == 0)
            ticket.cancel()
            try await eventually("it has ended") { outcomes["one"] == ["cancelled"] && server.open == 0 }
        }
    }

    @Test func `what waits for a connection leaves the line, and others move up`() async throws {
        let script: ScriptedServer.Script = { $0.target == "/silent" ? [] : answer() }
        try await ScriptedServer.run(script) { server in
            let client = HTTPClient(HTTPOptions(maxConnectionsPerHost: 1))
            let first = client.begin(HTTPRequest("GET", server.url + "/silent"), then: outcomes.note("first"))
            try await eventually("the connection is taken") { server.heard.count == 1 }
            let second = client.begin(HTTPRequest("GET", server.url + "/2"), then: outcomes.note("second"))
            client.begin(HTTPRequest("GET", server.url + "/3"), then: outcomes.note("third"))
            second.cancel()
            try await eventually("it has left") { outcomes["second"] == ["cancelled"] }
            first.cancel()
            try await eventually("the last has its turn") { outcomes["third"] == ["200"] }
            #expect(outcomes["first"] == ["cancelled"])
            #expect(server.heard.map(\.target) == ["/silent", "/3"])
        }
    }

    @Test func `cancelling afterwards changes nothing`() async throws {
        try await ScriptedServer.run({ _ in answer() }) { server in
            let ticket = client.begin(HTTPRequest("GET", server.url), then: outcomes.note("one"))
            try await eventually("it has ended") { outcomes["one"] == ["200"] }
            ticket.cancel()
            for _ in 1...5 { _ = try await client.send(HTTPRequest("GET", server.url)) }
            #expect(outcomes["one"] == ["200"] && server.connections == 1)
        }
    }

    @Test func `cancelling from a callback, and sending again from it`() async throws {
        try await ScriptedServer.run({ $0.target == "/silent" ? [] : answer() }) { server in
            let silent = client.begin(HTTPRequest("GET", server.url + "/silent"), then: outcomes.note("silent"))
            client.begin(HTTPRequest("GET", server.url)) { [client, outcomes] _ in
                silent.cancel()
                client.begin(HTTPRequest("GET", server.url), then: outcomes.note("again"))
            }
            try await eventually("both have ended") { outcomes.count == 2 }
            #expect(outcomes.words == ["silent": ["cancelled"], "again": ["200"]])
        }
    }

    @Test func `2,000 tasks that are cancelled at any time have one outcome each`() async throws {
        let script: ScriptedServer.Script = { heard in
            [.pause(.microseconds(.random(in: 0...2000)))] + answer(body: Array(heard.target.utf8))
        }
        try await ScriptedServer.run(script) { server in
            for round in 1...40 {
                await withTaskGroup(of: Void.self) { group in
                    for number in 1...50 {
                        group.addTask { [client, outcomes] in
                            let target = "/\(round)-\(number)"
                            do throws(HTTPError) {
                                let response = try await client.send(HTTPRequest("GET", server.url + target))
                                #expect(response.text == target)
                                outcomes.note(target)(.success(response))
                            } catch {
                                #expect(error == .cancelled)
                                outcomes.note(target)(.failure(error))
                            }
                        }
                    }
                    try? await Task.sleep(for: .microseconds(.random(in: 0...4000)))
                    group.cancelAll()
                }
            }
            #expect(outcomes.count == 2000)
            // Nothing is left behind, and the client is as good as new.
            try await eventually("nobody is asked any more") { server.open <= 64 }
            let last = try await client.send(HTTPRequest("GET", server.url + "/last"))
            #expect(last.text == "/last")
        }
    }

    @Test func `2,000 tickets that others cancel at any time have one outcome each`() async throws {
        try await ScriptedServer.run({ _ in [.pause(.microseconds(.random(in: 0...1000)))] + answer() }) { server in
            let counts = Mutex([Int](repeating: 0, count: 2000))
            await withTaskGroup(of: Void.self) { group in
                for number in 0..<2000 {
                    let ticket = client.begin(HTTPRequest("GET", server.url)) { result in
                        counts.withLock { $0[number] += 1 }
                        if case .failure(let error) = result { #expect(error == .cancelled) }
                    }
                    for _ in 0...1 {
                        group.addTask {
                            try? await Task.sleep(for: .microseconds(.random(in: 0...20_000)))
                            if !number.isMultiple(of: 4) { ticket.cancel() }
                        }
                    }
                }
            }
            try await eventually("all have ended") { counts.withLock { !$0.contains(0) } }
            client.close()
            #expect(counts.withLock { $0.allSatisfy { $0 == 1 } })
        }
    }
}
