// Rooms of agents, what is changed afterwards, and signs that are no events.
extension MatrixRequest {
    // MARK: - Rooms

    /// Which room an alias stands for.
    static func alias(_ alias: String) -> Self { Self("GET", ["directory", "room", alias]) }
    static func removeAlias(_ alias: String) -> Self { Self("DELETE", ["directory", "room", alias]) }

    /// - Parameter servers: Which of them may know the room, where the desk's own does not. By both names of the parameter:
    ///   the first is of before v1.12.
    static func join(_ room: String, via servers: [String]) -> Self {
        let query = servers.flatMap { [("server_name", $0), ("via", $0)] }
        return Self("POST", ["join", room], query: query, [:])
    }

    static func invite(_ user: String, to room: String) -> Self {
        Self("POST", ["rooms", room, "invite"], ["user_id": .string(user)])
    }

    /// A room that nobody else is in yet, and that nobody comes into without an invitation.
    static func createRoom(name: String, topic: String, alias: String?) -> Self {
        var body: [String: JSON] = [
            "preset": "private_chat", "visibility": "private", "name": .string(name), "topic": .string(topic),
        ]
        if let alias { body["room_alias_name"] = .string(alias) }
        return Self("POST", ["createRoom"], .object(body))
    }

    // MARK: - Events

    static func event(_ event: String, in room: String) -> Self { Self("GET", ["rooms", room, "event", event]) }

    /// `transaction` as with `send`.
    static func redact(_ event: String, in room: String, transaction: String) -> Self {
        Self("PUT", ["rooms", room, "redact", event, transaction], [:])
    }

    // MARK: - Files

    /// For a file of some size, on a slow line.
    private static let patienceForFiles = Duration.seconds(300)

    static func upload(_ name: String, type: String, _ bytes: [UInt8]) -> Self {
        var request = Self("POST", ["upload"], query: [("filename", name)], base: "/_matrix/media/v3")
        request.file = File(type: type, bytes: bytes)
        request.patience = patienceForFiles
        return request
    }

    /// - Parameter isOld: As before v1.11 of the specification.
    static func download(_ place: Media.Place, isOld: Bool) -> Self {
        let parts = ["download", place.server, place.id]
        var request =
            isOld
            ? Self("GET", parts, base: "/_matrix/media/v3")
            : Self("GET", ["media"] + parts, base: "/_matrix/client/v1")
        request.patience = patienceForFiles
        return request
    }

    // MARK: - Signs

    /// - Parameter time: How long it holds; nil for that nothing is written any more.
    static func typing(_ user: String, in room: String, for time: Duration?) -> Self {
        let body: JSON = time.map { ["typing": true, "timeout": .int($0.milliseconds)] } ?? ["typing": false]
        return Self("PUT", ["rooms", room, "typing", user], body)
    }

    static func read(_ event: String, in room: String) -> Self {
        Self("POST", ["rooms", room, "receipt", "m.read", event], [:])
    }
}
