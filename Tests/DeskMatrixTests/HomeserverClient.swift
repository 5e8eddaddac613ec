import Foundation

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// Asks the scripted homeserver as a client does, without any care for what goes wrong.
struct HomeserverClient: Sendable {
    struct Answer: Sendable {
        let status: Int
        let body: JSONNode
        let retryAfter: String?
    }
    let server: ScriptedHomeserver
    var token: String?

    /// - Parameter path: Behind `/_matrix/client/v3/`, with percent signs where it needs them.
    func ask(_ method: String, _ path: String, _ body: JSONNode? = nil) async throws -> Answer {
        try await get(method, "/_matrix/client/v3/\(path)", body)
    }

    func get(_ method: String, _ target: String, _ body: JSONNode? = nil) async throws -> Answer {
        guard let url = URL(string: server.url + target) else { throw URLError(.badURL) }
        var request = URLRequest(url: url)
        request.httpMethod = method
        request.httpBody = body.map { Data($0.text.utf8) }
        request.timeoutInterval = 60
        if let token { request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization") }
        // On a connection of its own: where one that was used before ends without an answer, libcurl tries again by itself.
        let session = URLSession(configuration: .ephemeral)
        defer { session.finishTasksAndInvalidate() }
        let (bytes, response) = try await session.data(for: request)
        guard let response = response as? HTTPURLResponse else { throw URLError(.badServerResponse) }
        return Answer(
            status: response.statusCode, body: JSONNode(bytes: bytes) ?? .null,
            retryAfter: response.value(forHTTPHeaderField: "Retry-After"))
    }

    /// As that user, with their password `password`.
    static func loggedIn(_ user: HomeserverUser, device: String? = nil) async throws -> HomeserverClient {
        var client = HomeserverClient(server: user.server)
        client.token = try await client.logIn(user, device: device).body["access_token"]?.string
        return client
    }

    func logIn(_ user: HomeserverUser, device: String? = nil) async throws -> Answer {
        var body: JSONNode = [
            "type": "m.login.password", "identifier": ["type": "m.id.user", "user": .string(user.id)],
            "password": "password", "refresh_token": true,
        ]
        if let device { body["device_id"] = .string(device) }
        return try await ask("POST", "login", body)
    }

    /// - Parameter filter: The text of one.
    func sync(since: String? = nil, timeoutMilliseconds: Int = 0, filter: String? = nil) async throws -> JSONNode {
        var query = "timeout=\(timeoutMilliseconds)"
        if let since { query += "&since=\(since)" }
        if let filter { query += "&filter=" + Self.encoded(filter) }
        return try await ask("GET", "sync?\(query)").body
    }

    @discardableResult
    func say(_ text: String, in room: String, transaction: String) async throws -> Answer {
        let content: JSONNode = ["msgtype": "m.text", "body": .string(text)]
        return try await ask("PUT", "rooms/\(Self.encoded(room))/send/m.room.message/\(transaction)", content)
    }

    /// Everything that is no letter and no digit, for one segment of a path.
    static func encoded(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? text
    }
}

extension JSONNode {
    /// What is said in the timeline of a room.
    func said(in room: String, _ section: String = "join") -> [String] {
        let events = at("rooms", section, room, "timeline", "events")?.items ?? []
        return events.compactMap { $0.at("content", "body")?.string }
    }
    var next: String { self["next_batch"]?.string ?? "" }
}
