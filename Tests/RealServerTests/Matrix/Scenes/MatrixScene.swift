import Foundation
import ProgramKit

/// A desk with an account of its own on a homeserver, and its own gateway for agents. Whoever comes has their own account, too.
final class MatrixScene {
    struct Plan: Sendable {
        /// Whether the desk is opened before the story begins.
        var isOpen = true
        /// Whether the desk has a token instead of a password.
        var hasToken = false
        /// Whether the homeserver limits how much the desk says.
        var isLimited = false
        var articles: (@Sendable (Folder) throws -> Void)?
        /// Further lines of the gateway's group.
        var settings: [String] = []
    }

    let homeserver: Homeserver
    let desk: Desk
    /// The desk's user id.
    let support: String
    /// What the desk is logged in with, if it has no password.
    let token: String?
    let listener: UInt16

    init(_ plan: Plan, on homeserver: Homeserver) throws {
        self.homeserver = homeserver
        support = try homeserver.account("support", isLimited: plan.isLimited)
        listener = try Port.free()
        token = plan.hasToken ? try homeserver.token(of: support) : nil
        desk = try Desk(
            MatrixSettings(homeserver: homeserver.url, user: support, token: token, others: plan.settings),
            ListenerSettings(port: listener), articles: plan.articles)
        try desk.hire("anna")
        if plan.isOpen { try desk.open() }
    }

    func customer(_ name: String = "max", knowsEncryption: Bool = false) throws -> NioCustomer {
        try NioCustomer(homeserver.account(name), on: homeserver, knowsEncryption: knowsEncryption)
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
}
