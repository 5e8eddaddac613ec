import Foundation
import ProgramKit

/// One desk on all its networks at once: its own gateway, InspIRCd with services, Synapse as an account and as an application
/// service; and Kim, who is an agent on each.
final class CrossedHouse {
    let desk: Desk
    let homeserver: Homeserver
    /// The desk's account on Matrix.
    let support: String
    /// The desk as an application service.
    let bridge: String
    private let folder: Folder
    private let host: Host
    private let server: InspIRCd
    private let services: Atheme
    private let listener: UInt16
    private let nick: String
    private let staff: String
    private let bridgeStaff: String
    private let kimOnMatrix: NioCustomer
    private let kimOnNetwork: Visitor
    private var count = 0

    init() throws {
        folder = try Folder()
        let (registration, port) = (folder.path + "/registration.yaml", try Port.free())
        try Rapport.must([
            "matrix", "registration", "--url", "http://127.0.0.1:\(port)", "--sender", "bridge", "-o", registration,
        ])
        host = Host(Synapse.Ways(registrations: [registration]))
        homeserver = try host.homeserver()
        bridge = "@bridge:localhost"
        server = try InspIRCd(modules: .modern, patience: .trusting)
        services = try Atheme(on: server)
        try server.start()
        try services.start()
        support = try homeserver.account("support")
        kimOnMatrix = try NioCustomer(homeserver.account("kim"), on: homeserver)
        staff = try kimOnMatrix.open(with: support)
        bridgeStaff = try kimOnMatrix.open(with: bridge)
        listener = try Port.free()
        let matrix = MatrixSettings(
            homeserver: homeserver.url, user: support, token: nil, others: ["staff_room: '\(staff)'"])
        desk = try Desk(
            GatewaySettings(port: server.port, login: .init(), burst: 20, pause: "50ms"), matrix,
            AppServiceSettings(
                name: "bridge", homeserver: homeserver.url, registration: registration, port: port,
                others: ["staff_room: '\(bridgeStaff)'"]),
            ListenerSettings(port: listener))
        let keeper = try Visitor(.guest(Desk.nick), on: server.port)
        kimOnNetwork = try Visitor(.guest("kim"), on: server.port)
        try desk.employ("kim")
        for visitor in [keeper, kimOnNetwork] { try visitor.welcomed().register() }
        keeper.leave()
        for name in ["matrix", "bridge"] {
            try Rapport.must(["agent", "link", "kim", "\(name):\(kimOnMatrix.user)", "--data", desk.data])
        }
        nick = try desk.open()
        try kimOnNetwork.join(Desk.staffChannel)
        try kimOnMatrix.mustBeJoined(by: support, in: staff)
        try kimOnMatrix.mustBeJoined(by: bridge, in: bridgeStaff)
    }

    enum Network: String, CaseIterable { case listener, net, matrix, bridge }

    /// Somebody new.
    func customer(on network: Network) throws -> Customer {
        count += 1
        switch network {
        case .listener: return try ListenerCustomer(port: listener, nick: "max\(count)")
        case .net: return try NetworkCustomer(port: server.port, nick: "max\(count)", desk: nick)
        case .matrix:
            let support = support
            let nio = try NioCustomer(homeserver.account("max"), on: homeserver)
            return try MatrixCustomer(nio, desk: support, network: "matrix") { $0 == support }
        case .bridge:
            let bridge = bridge
            let nio = try NioCustomer(homeserver.account("max"), on: homeserver)
            return try MatrixCustomer(nio, desk: bridge, network: "bridge") {
                $0 == bridge || $0.hasPrefix("@rapport_")
            }
        }
    }

    /// Kim. On Matrix and on the network she stays, on the desk's own gateway she connects.
    func agent(on network: Network) throws -> AgentSeat {
        switch network {
        case .listener: try ListenerAgent(port: listener)
        case .net: NetworkAgent(kimOnNetwork, desk: nick)
        case .matrix: MatrixAgent(kimOnMatrix, staff: staff, desk: support, network: "matrix")
        case .bridge: MatrixAgent(kimOnMatrix, staff: bridgeStaff, desk: bridge, network: "bridge")
        }
    }

    /// The customer asks for a person.
    ///
    /// - Returns: The number of their case.
    func handOver(_ customer: Customer) throws -> Int {
        let before = Set(try desk.queue().map(\.case))
        try customer.say("human")
        try customer.mustHear(Voice.handOver)
        let number = try eventually(within: 20) { try desk.queue().map(\.case).first { !before.contains($0) } }
        guard let number else { throw Trouble("nobody waits") }
        return number
    }
}

/// Plays a story in a house, and says what the desk has logged if it does not end well.
func playAcross(_ story: @escaping @Sendable (CrossedHouse) throws -> Void) async throws {
    try await onThread {
        let house = try CrossedHouse()
        do {
            try story(house)
        } catch {
            throw Trouble("\(error)\n--- the desk's log\n\(house.desk.log.suffix(4000))")
        }
    }
}
