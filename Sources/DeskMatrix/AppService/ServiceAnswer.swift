/// What the homeserver is told.
struct ServiceAnswer: Equatable, Sendable {
    let status: Int
    var body: JSON = [:]

    static let done = Self(status: 200)

    static func refused(_ status: Int, _ code: String, _ message: String) -> Self {
        Self(status: status, body: ["errcode": .string(code), "error": .string(message)])
    }

    static let noToken = refused(401, "M_MISSING_TOKEN", "this is an application service: show the hs_token")
    static let wrongToken = refused(403, "M_FORBIDDEN", "another hs_token than that of the registration")
    static let unrecognized = refused(404, "M_UNRECOGNIZED", "no such endpoint")
    static let wrongMethod = refused(405, "M_UNRECOGNIZED", "not with this method")
    static let notFound = refused(404, "M_NOT_FOUND", "nobody and nothing of the desk")
    static let noJSON = refused(400, "M_NOT_JSON", "the body is no JSON")
    static let noTransaction = refused(400, "M_BAD_JSON", "a transaction has `events`, a list")
    static let tooLarge = refused(413, "M_TOO_LARGE", "longer than \(ServiceDesk.mostBytes) bytes")
    static let tooSlow = refused(408, "M_UNKNOWN", "the request did not come to its end in time")
    static let notKept = refused(503, "M_UNKNOWN", "not kept: send it again")
}

/// What a request of the homeserver wants (application service API, "Server admin style").
enum ServiceRoute: Equatable, Sendable {
    case transaction(String)
    case ping
    case user(String)
    case room
    case unknown
    case wrongMethod

    /// - Parameter path: As it stands in the request line, without the query.
    init(_ method: String, _ path: String) {
        var parts = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map(Self.decoded)
        // Older homeservers ask without it, where they learn that the path is not known ("Legacy routes").
        if parts.starts(with: ["_matrix", "app", "v1"]) { parts = Array(parts.dropFirst(3)) }
        let route: Self =
            switch (parts.first, parts.count) {
            case ("transactions", 2): .transaction(parts[1])
            case ("ping", 1): .ping
            case ("users", 2): .user(parts[1])
            case ("rooms", 2): .room
            default: .unknown
            }
        self = route == .unknown || method == route.method ? route : .wrongMethod
    }

    private var method: String {
        switch self {
        case .transaction: "PUT"
        case .ping: "POST"
        case .user, .room, .unknown, .wrongMethod: "GET"
        }
    }

    /// Percent signs, as far as they stand for something.
    private static func decoded(_ part: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = Array(part.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), rest.count >= 2,
                let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
