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

extension HTTPError {
    /// Which case, where the words are libcurl's.
    var kind: String { "\(Mirror(reflecting: self).children.first?.label ?? "\(self)")" }
}

extension HTTPResponse {
    var text: String { String(decoding: body, as: UTF8.self) }
}
