import Foundation
import Glibc
import ProgramKit
import Synchronization

/// A Synapse of its own, configured as its defaults are, but for what would only be in the way of tests.
final class Synapse: Server {
    struct Ways: Sendable {
        /// Every new room is encrypted, whoever makes it and whatever they ask for.
        var encryptsAll = false
        /// Of the tokens of those who can refresh them, and of what they refresh them with.
        var tokenLifetime: String?
        var refreshLifetime: String?
        /// Files of application services that it is told of.
        var registrations: [String] = []
    }

    let homeserver: Homeserver

    init(_ ways: Ways = Ways()) throws {
        let folder = try Folder(isInMemory: true)
        homeserver = Homeserver(folder: folder.path, port: try Port.free())
        try super.init(folder: folder)
        var arguments = ["--port", "\(homeserver.port)", "--message-rate", "default"]
        if ways.encryptsAll { arguments.append("--encrypt-all") }
        if let lifetime = ways.tokenLifetime { arguments += ["--token-lifetime", lifetime] }
        if let lifetime = ways.refreshLifetime { arguments += ["--refresh-lifetime", lifetime] }
        for file in ways.registrations { arguments += ["--app-service", file] }
        _ = try MatrixTools.synapse.python()
        try MatrixTools.must("synapse", ["configure", folder.path] + arguments)
        prepare([MatrixTools.support + "/synapse", "run", folder.path])
    }

    override func isReady() -> Bool { (try? Socket(port: homeserver.port)) != nil }
}

/// A Synapse that is started when the first story needs it, for all that ask, on whatever thread.
final class Host: Sendable {
    private let ways: Synapse.Ways
    private let server = Mutex<Synapse?>(nil)

    init(_ ways: Synapse.Ways = Synapse.Ways()) { self.ways = ways }

    /// For all stories that do nothing to it, each with accounts of its own.
    static let shared: Host = {
        // Nothing that is static goes away by itself.
        atexit { Host.shared.end() }
        return Host()
    }()

    func homeserver() throws -> Homeserver {
        try server.withLock { server in
            if let server { return server.homeserver }
            let made = try Synapse(ways)
            try made.start()
            let homeserver = made.homeserver
            server = made
            return homeserver
        }
    }

    /// Without a farewell; what it has confirmed, it keeps.
    func kill() { server.withLock { $0?.kill() } }
    func start() throws { try server.withLock { try $0?.start() } }
    private func end() { server.withLock { $0 = nil } }
}

/// Where a Synapse is, and what can be asked of it.
struct Homeserver: Sendable {
    static let password = "open-sesame"

    let folder: String
    let port: UInt16
    var url: String { "http://127.0.0.1:\(port)" }

    private static let count = Mutex(0)

    /// Makes an account that nobody else has.
    ///
    /// - Parameter isLimited: Whether Synapse's own limit on messages holds for it: ten, and then one in five seconds.
    /// - Returns: `@max-3:localhost`.
    func account(_ name: String, isLimited: Bool = false) throws -> String {
        let number = Self.count.withLock { count in
            count += 1
            return count
        }
        let arguments = ["users", folder, "\(name)-\(number)"] + (isLimited ? ["--limited"] : [])
        return try MatrixTools.must("synapse", arguments).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Accounts under exactly these names, for a driver that knows them by these.
    func accounts(_ names: [String]) throws { try MatrixTools.must("synapse", ["users", folder] + names) }

    /// What a client would get that logs in.
    func token(of user: String) throws -> String {
        struct Login: Decodable { let access_token: String }
        let body =
            #"{"type": "m.login.password", "identifier": {"type": "m.id.user", "user": "\#(user)"}, "password": "\#(Self.password)"}"#
        let answer = try call("POST", "/_matrix/client/v3/login", body)
        return try JSONDecoder().decode(Login.self, from: Data(answer.utf8)).access_token
    }

    /// As whoever has this token; without one, as the server's administrator.
    @discardableResult
    func call(_ method: String, _ path: String, _ body: String? = nil, token: String? = nil) throws -> String {
        let arguments = ["call", folder, method, path] + (body.map { [$0] } ?? [])
        return try MatrixTools.must("synapse", arguments + (token.map { ["--token", $0] } ?? []))
    }

    /// Puts another room in the place of one.
    ///
    /// - Returns: The new room.
    func upgrade(_ room: String, to version: String, by user: String) throws -> String {
        struct Upgraded: Decodable { let replacement_room: String }
        let path = "/_matrix/client/v3/rooms/\(room)/upgrade"
        let answer = try call("POST", path, #"{"new_version": "\#(version)"}"#, token: token(of: user))
        return try JSONDecoder().decode(Upgraded.self, from: Data(answer.utf8)).replacement_room
    }

    /// How many devices are logged in as somebody.
    func devices(of user: String) throws -> Int {
        struct Devices: Decodable { let total: Int }
        let answer = try call("GET", "/_synapse/admin/v2/users/\(user)/devices")
        return try JSONDecoder().decode(Devices.self, from: Data(answer.utf8)).total
    }

    /// What somebody has asked of the server last: when, the status, method and path.
    func requests(of user: String, last count: Int = 30) -> String {
        let lines = Rapport.text(folder + "/access.log").split(separator: "\n")
        let ours = lines.filter { $0.contains("{\(user)}") }.suffix(count)
        return ours.map { line in
            let parts = line.split(separator: "\"")
            return "\(line.prefix(23)) \(parts.first?.suffix(4) ?? "")\(parts.dropFirst().first?.prefix(200) ?? "")"
        }.joined(separator: "\n")
    }

    /// How often anybody has asked for what has this in its path.
    func requestCount(_ path: String) -> Int {
        Rapport.text(folder + "/access.log").split(separator: "\n").count { $0.contains(path) }
    }
}
