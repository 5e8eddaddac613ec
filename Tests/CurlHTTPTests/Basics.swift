import CurlHTTP
import Foundation
import Testing

/// Waits for something that happens, with a deadline.
func eventually(_ what: Comment, within limit: Duration = .seconds(60), _ holds: () -> Bool) async throws {
    let end = ContinuousClock.now + limit
    while !holds() {
        try #require(ContinuousClock.now < end, what)
        try await Task.sleep(for: .milliseconds(2))
    }
}

/// Why there is no answer; an issue is recorded where there is one.
func failure(_ body: () async throws -> HTTPResponse) async throws -> HTTPError {
    try await #require(throws: HTTPError.self) { try await body() }
}

/// So many bytes, of which no two parts are alike.
func varied(_ count: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0xA5, count: count)
    for index in stride(from: 0, to: count - 4, by: 1021) {
        withUnsafeBytes(of: UInt32(index)) { bytes.replaceSubrange(index..<index + 4, with: $0) }
    }
    return bytes
}

/// There is no answer, for this reason.
func expect(
    _ error: HTTPError, _ location: SourceLocation = #_sourceLocation, _ body: () async throws -> HTTPResponse
) async throws {
    await #expect(throws: error, sourceLocation: location) { try await body() }
}

extension HTTPError {
    /// Which case, where the words are libcurl's.
    var kind: String {
        switch self {
        case .cancelled: "cancelled"
        case .closed: "closed"
        default: Mirror(reflecting: self).children.first?.label ?? "unknown"
        }
    }
}

extension HTTPResponse {
    var text: String { String(decoding: body, as: UTF8.self) }
}

extension HTTPClient {
    /// The same, for `#expect`, which knows no typed errors.
    func ask(_ request: HTTPRequest) async throws -> HTTPResponse { try await send(request) }
}
