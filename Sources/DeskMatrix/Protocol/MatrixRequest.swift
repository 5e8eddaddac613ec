/// A request of the client-server API, as a value.
struct MatrixRequest: Equatable, Sendable {
    var method: String
    /// From the homeserver's address on, percent-encoded.
    var path: String
    var body: JSON?
    var needsToken = true
    /// How long the answer may take.
    var patience: Duration = .seconds(60)

    private static let base = "/_matrix/client/v3"

    init(_ method: String, _ path: String, _ body: JSON? = nil) {
        self.method = method
        self.path = path
        self.body = body
    }

    /// `/_matrix/client/v3` and the parts, each percent-encoded: ids hold `/`, `?` and `#`.
    init(_ method: String, _ parts: [String], query: [(String, String)] = [], _ body: JSON? = nil) {
        var path = Self.base
        for part in parts { path += "/" + Self.encoded(part) }
        for (index, (name, value)) in query.enumerated() {
            path += (index == 0 ? "?" : "&") + name + "=" + Self.encoded(value)
        }
        self.init(method, path, body)
    }

    /// RFC 3986: all but unreserved characters. A part of dots alone would be taken for a step in the path.
    static func encoded(_ text: String) -> String {
        var encoded = ""
        let isDots = text.utf8.allSatisfy { $0 == UInt8(ascii: ".") }
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "~"):
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            case UInt8(ascii: ".") where !isDots: encoded.append(".")
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                encoded += digits.utf8.count == 1 ? "%0" + digits : "%" + digits
            }
        }
        return encoded
    }

    // MARK: - Server and session

    static var versions: Self {
        var request = Self("GET", "/_matrix/client/versions")
        request.needsToken = false
        return request
    }

    /// - Parameter refreshes: Whether the token may be one that ends soon and comes with another to renew it.
    static func login(
        user: String, password: String, device: String?, deviceName: String, refreshes: Bool = true
    ) -> Self {
        var body: [String: JSON] = [
            "type": "m.login.password", "identifier": ["type": "m.id.user", "user": .string(user)],
            "password": .string(password), "initial_device_display_name": .string(deviceName),
            "refresh_token": .bool(refreshes),
        ]
        if let device { body["device_id"] = .string(device) }
        var request = Self("POST", ["login"], .object(body))
        request.needsToken = false
        return request
    }

    static func refresh(_ token: String) -> Self {
        var request = Self("POST", ["refresh"], ["refresh_token": .string(token)])
        request.needsToken = false
        return request
    }

    static var whoami: Self { Self("GET", ["account", "whoami"]) }

    static func filter(_ filter: JSON, of user: String) -> Self { Self("POST", ["user", user, "filter"], filter) }

    // MARK: - What happened

    /// - Parameters:
    ///   - since: Nil for everything that the desk is part of, as it is now.
    ///   - wait: How long the server may wait for something to happen.
    static func sync(since: String?, filter: String, wait: Duration) -> Self {
        var query = [("filter", filter), ("timeout", String(wait.milliseconds))]
        if let since { query.append(("since", since)) }
        var request = Self("GET", ["sync"], query: query)
        // Where there is no beginning, the answer is long, and servers take minutes for it.
        request.patience = since == nil ? .seconds(300) : wait + .seconds(60)
        return request
    }

    /// Backwards. Without `from`: from now on.
    static func history(of room: String, from: String?, to: String?, limit: Int, filter: JSON) -> Self {
        var query = [("dir", "b"), ("limit", String(limit)), ("filter", filter.text)]
        if let from { query.append(("from", from)) }
        if let to { query.append(("to", to)) }
        return Self("GET", ["rooms", room, "messages"], query: query)
    }

    static func members(of room: String) -> Self { Self("GET", ["rooms", room, "joined_members"]) }
    static func state(_ type: String, of room: String) -> Self { Self("GET", ["rooms", room, "state", type, ""]) }

    // MARK: - What the desk does

    /// `transaction` is the same for a repeat, and never used for anything else by this device.
    static func send(_ type: String, to room: String, transaction: String, _ content: JSON) -> Self {
        Self("PUT", ["rooms", room, "send", type, transaction], content)
    }

    static func join(_ room: String) -> Self { Self("POST", ["rooms", room, "join"], [:]) }
    static func leave(_ room: String) -> Self { Self("POST", ["rooms", room, "leave"], [:]) }
    static func forget(_ room: String) -> Self { Self("POST", ["rooms", room, "forget"], [:]) }

    /// A room with that person alone.
    static func createDirect(with user: String, name: String?) -> Self {
        var body: [String: JSON] = [
            "preset": "private_chat", "is_direct": true, "invite": [.string(user)], "visibility": "private",
        ]
        if let name { body["name"] = .string(name) }
        return Self("POST", ["createRoom"], .object(body))
    }
}

extension Duration {
    var milliseconds: Int { Int(components.seconds) * 1000 + Int(components.attoseconds / 1_000_000_000_000_000) }
}
