import Foundation
import ProgramKit

/// A network with services, a desk on it, Anna who serves and Max who asks. The desk, Anna and, if need be, Max have
/// accounts on the network.
final class Scene {
    struct Plan: Sendable {
        enum Customer: Sendable { case account, guest }
        var customer = Customer.account
        /// Whether Max is in the desk's channel, so that the network shows the desk what becomes of him.
        var isInChannel = true
        /// Whether he is on another server of the network.
        var isOnOther = false
        var modules = InspIRCd.Modules.modern
        var patience = InspIRCd.Patience.trusting
        var burst = 5
        var pause = "100ms"

        static let everybody = [
            Plan(customer: .account), Plan(customer: .account, isInChannel: false), Plan(customer: .guest),
            Plan(customer: .guest, isInChannel: false),
        ]

        var text: String {
            "\(customer == .account ? "with an account" : "a guest"), \(isInChannel ? "" : "not ")in the channel, "
                + "the server \(patience)"
        }
    }

    let plan: Plan
    let server: InspIRCd
    let other: InspIRCd?
    let services: Atheme
    let desk: Desk
    let anna: Visitor
    let max: Visitor
    /// The desk's nick as it is now.
    var nick = Desk.nick
    /// Max's case.
    var number = 0
    /// With which Max comes back, if he is a guest.
    var word: String?
    /// What somebody said that another must hear once.
    var promises: [(words: String, hearer: Visitor)] = []

    init(_ plan: Plan) throws {
        self.plan = plan
        server = try InspIRCd(modules: plan.modules, patience: plan.patience)
        other = plan.isOnOther ? try InspIRCd("beta") : nil
        if let other {
            try server.knows(other)
            try other.knows(server)
        }
        services = try Atheme(on: server)
        desk = try Desk(
            GatewaySettings(port: server.port, login: .init(), burst: plan.burst, pause: plan.pause))
        for server in [server, other, services].compactMap({ $0 as Server? }) { try server.start() }
        // Each is let in within a second, all of them, too.
        let keeper = try Visitor(.guest(Desk.nick), on: server.port)
        anna = try Visitor(.guest("anna"), on: server.port)
        max = try Visitor(.guest("max"), on: (other ?? server).port)
        if let other { try Operator(on: server).connect(to: other) }
        try desk.employ("anna")
        for visitor in [keeper, anna] { try visitor.welcomed().register() }
        try max.welcomed()
        if plan.customer == .account { try max.register() }
        keeper.leave()
    }

    /// Opens the desk, and brings everybody to their places.
    func begin() throws {
        nick = try desk.open()
        try takePlaces()
    }

    func takePlaces() throws {
        try anna.join(Desk.staffChannel)
        if plan.isInChannel { try max.join(Desk.channel) }
    }
}

/// Plays one story, and says what the desk has logged if it does not end well.
func play(_ plan: Scene.Plan, _ story: @escaping @Sendable (Scene) throws -> Void) async throws {
    try await onThread {
        let scene = try Scene(plan)
        do {
            try story(scene)
            try scene.checkPromises()
        } catch {
            throw Trouble(
                """
                \(plan.text): \(error)
                --- the desk's log
                \(scene.desk.log.suffix(3000))
                --- its last words with the server
                \(scene.server.wire(of: Desk.user))
                """)
        }
    }
}

/// Plays one story with each of them, all at once: most of it is waiting.
func play(_ plans: [Scene.Plan], _ story: @escaping @Sendable (Scene) throws -> Void) async throws {
    try await withThrowingTaskGroup { group in
        for plan in plans {
            group.addTask { try await play(plan, story) }
        }
        try await group.waitForAll()
    }
}
