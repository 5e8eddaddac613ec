import Testing

@testable import DeskMatrix

/// Client-server API, "Standard error response" and "Rate limiting".
@Suite struct MatrixFailureTests {
    private func failure(_ status: Int, _ headers: [String: String] = [:], _ body: JSON? = nil) -> MatrixFailure {
        MatrixFailure(status: status, headers: headers, body: body)
    }

    @Test func `knows how long to wait`() {
        let code: JSON = ["errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": 1500]
        #expect(failure(429, [:], code) == .limited(retryAfter: .milliseconds(1500)))
        #expect(failure(429, ["retry-after": "2"], nil) == .limited(retryAfter: .seconds(2)))
        #expect(failure(429, ["retry-after": "2"], code) == .limited(retryAfter: .milliseconds(1500)))
        #expect(failure(429, ["retry-after": "1"], code) == .limited(retryAfter: .seconds(1)))
        #expect(failure(429, ["retry-after": "Wed, 21 Oct 2026 07:28:00 GMT"]) == .limited(retryAfter: nil))
        #expect(failure(429, [:], ["retry_after_ms": -5]) == .limited(retryAfter: nil))
        #expect(failure(400, [:], code) == .limited(retryAfter: .milliseconds(1500)))
    }

    @Test func `knows a token that does not do`() {
        #expect(failure(401, [:], ["errcode": "M_UNKNOWN_TOKEN", "soft_logout": true]) == .loggedOut(isSoft: true))
        #expect(failure(401, [:], ["errcode": "M_UNKNOWN_TOKEN"]) == .loggedOut(isSoft: false))
        #expect(failure(401, [:], ["errcode": "M_MISSING_TOKEN"]) == .loggedOut(isSoft: false))
    }

    /// It may have been done: the same transaction says it again.
    @Test(arguments: [500, 502, 504, 520]) func `is unsure after an error of the server`(status: Int) {
        #expect(failure(status, [:], ["errcode": "M_UNKNOWN"]) == .unknown("status \(status)"))
        #expect(failure(status) == .unknown("status \(status)"))
    }

    @Test func `tells a refusal from a page of a proxy`() {
        #expect(
            failure(403, [:], ["errcode": "M_FORBIDDEN", "error": "no"])
                == .refused(status: 403, code: "M_FORBIDDEN", message: "no"))
        guard case .unavailable = failure(404), case .unavailable = failure(200 + 100) else {
            Issue.record("no Matrix server said this")
            return
        }
    }
}
