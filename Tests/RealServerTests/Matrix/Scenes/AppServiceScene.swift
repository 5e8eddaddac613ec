import Foundation
import ProgramKit

/// A desk that is an application service of a Synapse of its own, and its own gateway for agents.
final class AppServiceScene: Laden {
    let homeserver: Homeserver
    let desk: Desk
    let support = "@support:localhost"
    let listener: UInt16
    let ghosts: String? = "@rapport_.*:localhost"
    private let host: Host
    private let folder: Folder

    init(articles: (@Sendable (Folder) throws -> Void)? = nil) throws {
        folder = try Folder()
        let (registration, port) = (folder.path + "/registration.yaml", try Port.free())
        try Rapport.must(["matrix", "registration", "--url", "http://127.0.0.1:\(port)", "-o", registration])
        host = Host(Synapse.Ways(registrations: [registration]))
        homeserver = try host.homeserver()
        listener = try Port.free()
        desk = try Desk(
            AppServiceSettings(homeserver: homeserver.url, registration: registration, port: port),
            ListenerSettings(port: listener), articles: articles)
        try desk.hire("anna")
        try desk.open()
    }

    func customer(_ name: String = "max") throws -> NioCustomer {
        try NioCustomer(homeserver.account(name), on: homeserver, knowsEncryption: false)
    }

    /// Anna, on the desk's own gateway.
    func agent() throws -> Talker {
        let anna = try Talker(port: listener, nick: "anna", pass: Desk.agentPassword)
        anna.socket.send("JOIN #desk")
        try anna.must("who is in #desk") { $0.command == "366" }
        return anna
    }

    /// SIGKILL, and a new start with the same data.
    func killDesk() throws {
        desk.kill()
        try desk.open()
    }

    func killServer() throws {
        host.kill()
        try host.start()
    }

    /// With what desk and server have logged where it does not end well.
    static func play(
        articles: (@Sendable (Folder) throws -> Void)? = nil,
        _ story: @escaping @Sendable (AppServiceScene) throws -> Void
    ) async throws {
        try await onThread {
            let scene = try AppServiceScene(articles: articles)
            do {
                try story(scene)
            } catch {
                throw Trouble(
                    """
                    \(error)
                    --- the desk's log
                    \(scene.desk.log.suffix(4000))
                    --- what the server complained about
                    \(Rapport.text(scene.homeserver.folder + "/err").suffix(3000))
                    """)
            }
        }
    }
}
