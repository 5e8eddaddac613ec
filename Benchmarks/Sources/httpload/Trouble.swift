import CurlHTTP
import Foundation
import Synchronization

/// Requests that are answered, broken off, too large, too late, cancelled from anywhere at any time, and clients that are
/// closed and let go meanwhile: for the sanitizers. Every request must have one outcome.
struct Trouble {
    struct Wrong: Error, CustomStringConvertible { let description: String }

    let server: PollServer
    private let outcomes = Outcomes()

    init(server: PollServer) { self.server = server }

    func run(requests: Int) async throws {
        let clients = (1...3).map { _ in HTTPClient(HTTPOptions(maxConnectionsPerHost: 16)) }
        let workers = 32
        await withTaskGroup(of: Void.self) { group in
            for worker in 0..<workers {
                group.addTask {
                    let client = clients[worker % clients.count]
                    let own = requests / workers + (worker < requests % workers ? 1 : 0)
                    for number in 0..<own { await one(client, isLast: number % 200 == 199) }
                }
            }
        }
        // What tickets began may outlive the tasks; it ends here.
        for client in clients { client.close() }
        print(outcomes.text)
        guard outcomes.begun == requests, outcomes.isWhole else {
            throw Wrong(description: "not one outcome each for \(requests) requests")
        }
    }

    private func one(_ client: HTTPClient, isLast: Bool) async {
        outcomes.begin()
        if isLast { return await withOwnClient() }
        switch Int.random(in: 0..<8) {
        case 0: await asTask(client, "/silent")
        case 1: await asTask(client, "/now")
        case 2: await byTicket(client, "/silent")
        case 3: await byTicket(client, "/now")
        case 4: await send(client, "/half")
        case 5: await send(client, "/now", limits: HTTPLimits(bytes: 10))
        case 6: await send(client, "/silent", limits: HTTPLimits(idle: .milliseconds(5)))
        default: await send(client, "/echo", body: [UInt8](repeating: 1, count: .random(in: 0...100_000)))
        }
    }

    private func request(_ path: String) -> HTTPRequest { HTTPRequest("PUT", "http://127.0.0.1:\(server.port)\(path)") }

    private func send(
        _ client: HTTPClient, _ path: String, body: [UInt8]? = nil, limits: HTTPLimits = HTTPLimits()
    ) async {
        var request = request(path)
        request.body = body
        request.limits = limits
        do throws(HTTPError) {
            let response = try await client.send(request)
            outcomes.end(.success(response))
        } catch {
            outcomes.end(.failure(error))
        }
    }

    private func asTask(_ client: HTTPClient, _ path: String) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await send(client, path) }
            await pause()
            group.cancelAll()
        }
    }

    private func byTicket(_ client: HTTPClient, _ path: String) async {
        let ticket = client.begin(request(path)) { [outcomes] in outcomes.end($0) }
        await withTaskGroup(of: Void.self) { group in
            for _ in 1...2 {
                group.addTask {
                    await pause()
                    ticket.cancel()
                }
            }
        }
    }

    /// One that is closed by several, or let go, while it asks.
    private func withOwnClient() async {
        let client = HTTPClient()
        client.begin(request(Bool.random() ? "/now" : "/silent")) { [outcomes] in outcomes.end($0) }
        await pause()
        guard Bool.random() else { return }
        await withTaskGroup(of: Void.self) { group in
            for _ in 1...2 { group.addTask { client.close() } }
        }
    }

    private func pause() async {
        guard Bool.random() else { return }
        try? await Task.sleep(for: .microseconds(.random(in: 0...1000)))
    }
}

/// How many began, and how they ended.
private final class Outcomes: Sendable {
    private let state = Mutex((begun: 0, ended: [String: Int]()))

    var begun: Int { state.withLock(\.begun) }

    func begin() { state.withLock { $0.begun += 1 } }

    func end(_ result: Result<HTTPResponse, HTTPError>) {
        let word =
            switch result {
            case .success: "answered"
            case .failure(.cancelled): "cancelled"
            case .failure(.closed): "closed"
            case .failure(let error): Mirror(reflecting: error).children.first?.label ?? "\(error)"
            }
        state.withLock { $0.ended[word, default: 0] += 1 }
    }

    /// Clients that were let go need a moment.
    var isWhole: Bool {
        for _ in 1...1000 {
            if state.withLock({ $0.ended.values.reduce(0, +) == $0.begun }) { return true }
            usleep(10_000)
        }
        return false
    }

    var text: String {
        let ended = state.withLock(\.ended)
        return ended.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
    }
}
