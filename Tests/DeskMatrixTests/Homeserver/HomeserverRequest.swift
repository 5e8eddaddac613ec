import Foundation

/// A request as the scripted homeserver heard it.
struct HomeserverRequest: Sendable {
    let method: String
    /// As it stands in the request line, percent signs and all, without the query.
    let rawPath: String
    let query: [String: String]
    /// Names in small letters.
    let headers: [String: String]
    let bytes: Data
    let time: ContinuousClock.Instant

    init(
        method: String, target: String, headers: [String: String] = [:], bytes: Data = Data(),
        time: ContinuousClock.Instant = .now
    ) {
        self.method = method
        self.headers = headers
        self.bytes = bytes
        self.time = time
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        rawPath = parts[0]
        var query: [String: String] = [:]
        for pair in (parts.count > 1 ? parts[1] : "").split(separator: "&") {
            let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            // A plus is a space here, as forms have it.
            let words = sides.map { $0.replacing("+", with: " ").removingPercentEncoding ?? String($0) }
            query[words[0]] = words.count > 1 ? words[1] : ""
        }
        self.query = query
    }

    /// What stands between the slashes, decoded: a slash in a name stays in that name.
    var segments: [String] {
        rawPath.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
            .map { $0.removingPercentEncoding ?? String($0) }
    }
    /// The path decoded, for people and for rules.
    var path: String { rawPath.removingPercentEncoding ?? rawPath }
    /// Null where the body is empty or no JSON.
    var body: JSONNode { JSONNode(bytes: bytes) ?? .null }
    /// From `Authorization` alone: a token in the query is deprecated, and would stand in the logs of servers.
    /// Section "Using access tokens".
    var token: String? {
        guard let words = headers["authorization"], words.hasPrefix("Bearer ") else { return nil }
        return String(words.dropFirst(7))
    }
}

/// What goes back, and how much of it.
struct HomeserverAnswer: Sendable {
    enum Extent: Sendable {
        case whole
        /// The length of all of it is told, half of it comes, then the connection ends.
        case half
        /// The connection ends without a word.
        case nothing
    }
    var status = 200
    var headers: [String: String] = [:]
    var type = "application/json"
    var body: String
    /// Instead of the body.
    var bytes: [UInt8]?
    var extent = Extent.whole

    init(_ node: JSONNode) { body = node.text }

    init(_ bytes: [UInt8], type: String) {
        (body, self.bytes, self.type) = ("", bytes, type)
    }

    init(status: Int, type: String = "application/json", body: String) {
        self.status = status
        self.type = type
        self.body = body
    }

    init(_ refusal: HomeserverRefusal) {
        status = refusal.status
        body = refusal.more.merged(["errcode": .string(refusal.code), "error": .string(refusal.message)]).text
        if let wait = refusal.retryAfter { headers["Retry-After"] = String(Int((wait / .seconds(1)).rounded(.up))) }
    }
}

/// An error of the protocol. Section "Standard error response".
struct HomeserverRefusal: Error, Sendable, Equatable {
    let status: Int
    let code: String
    let message: String
    var more: JSONNode = [:]
    var retryAfter: Duration?

    static func forbidden(_ message: String) -> Self { Self(status: 403, code: "M_FORBIDDEN", message: message) }
    static func notFound(_ message: String) -> Self { Self(status: 404, code: "M_NOT_FOUND", message: message) }
    static func bad(_ message: String) -> Self { Self(status: 400, code: "M_BAD_JSON", message: message) }
    static func invalid(_ message: String) -> Self { Self(status: 400, code: "M_INVALID_PARAM", message: message) }
    static func unknown(_ message: String) -> Self { Self(status: 400, code: "M_UNKNOWN", message: message) }
    static let unrecognized = Self(status: 404, code: "M_UNRECOGNIZED", message: "no such endpoint")
    static let noToken = Self(status: 401, code: "M_MISSING_TOKEN", message: "no access token")

    /// - Parameter isSoft: Whether the device is still known, so that a new login with its id goes on as it.
    ///   Section "Soft logout".
    static func unknownToken(isSoft: Bool) -> Self {
        Self(status: 401, code: "M_UNKNOWN_TOKEN", message: "unknown token", more: ["soft_logout": .bool(isSoft)])
    }

    /// The wait in the body and in the header, as servers of old and of late have it. Section "Rate limiting".
    static func limited(_ wait: Duration?) -> Self {
        let more: JSONNode = wait.map { ["retry_after_ms": .int(Int($0 / .milliseconds(1)))] } ?? [:]
        return Self(status: 429, code: "M_LIMIT_EXCEEDED", message: "slow down", more: more, retryAfter: wait)
    }
}

/// A request that found its route: what stood in the path, and who asks.
struct HomeserverCall: Sendable {
    let request: HomeserverRequest
    let parameters: [String: String]
    /// Empty where the route asks for no token.
    var user = ""
    var device = ""

    subscript(_ name: String) -> String { parameters[name] ?? "" }
    var query: [String: String] { request.query }
    /// The body, an empty object where there was none.
    var body: JSONNode { request.body == .null ? [:] : request.body }
}
