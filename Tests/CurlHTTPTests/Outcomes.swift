import CurlHTTP
import Foundation
import Synchronization

/// What came of several requests.
final class Outcomes: Sendable {
    private let all = Mutex<[String: [String]]>([:])

    func note(_ name: String) -> @Sendable (Result<HTTPResponse, HTTPError>) -> Void {
        { result in
            let word =
                switch result {
                case .success(let response): "\(response.status)"
                case .failure(let error): error.kind
                }
            self.all.withLock { $0[name, default: []].append(word) }
        }
    }

    subscript(name: String) -> [String] { all.withLock { $0[name] ?? [] } }
    var count: Int { all.withLock(\.count) }
    var words: [String: [String]] { all.withLock(\.self) }
}

func silent(_ body: (ScriptedServer) async throws -> Void) async throws {
    try await ScriptedServer.run({ _ in [] }, body)
}

/// Runs the body while the client's thread does nothing.
func holding(_ client: HTTPClient, _ body: () throws -> Void) async rethrows {
    let isHeld = Mutex(false)
    let goOn = DispatchSemaphore(value: 0)
    client.begin(HTTPRequest("", "")) { _ in
        isHeld.withLock { $0 = true }
        goOn.wait()
    }
    defer { goOn.signal() }
    while !isHeld.withLock(\.self) { await Task.yield() }
    try body()
}
