import DeskCore
import Foundation
import Logging
import Synchronization
import TestKit
import Testing

@testable import DeskIRC

/// The desk as a bot on somebody else's network keeps what every gateway keeps, whatever the network can.
@Suite(.timeLimit(.minutes(2))) struct NetworkContractTests {
    /// Networks as there are: by what the desk learns who somebody is, that they have left, and that it was heard.
    enum Kind: CaseIterable, Sendable {
        /// WHOIS, QUIT in a channel, PING: of old.
        case plain
        /// Account tags, MONITOR, labels: guests are not in sight.
        case modern
        /// Account tags, QUIT in a channel, echoes: everybody is logged in.
        case withAccounts

        var network: ScriptedNetwork.Kind {
            let tags: Set = ["account-tag", "message-tags", "server-time"]
            return switch self {
            case .plain: .init(channel: "#help")
            case .modern:
                .init(capabilities: tags.union(["batch", "echo-message", "labeled-response"]), hasMonitor: true)
            case .withAccounts:
                .init(capabilities: tags.union(["echo-message", "extended-join"]), channel: "#help", hasAccounts: true)
            }
        }
    }

    private func contract(_ kind: Kind) -> GatewayContract {
        GatewayContract { try await NetworkHarness(kind) }
    }

    @Test(arguments: Kind.allCases) func `the id of an arrival is never used again`(on kind: Kind) async throws {
        try await contract(kind).neverReusesAnID()
    }

    @Test(arguments: Kind.allCases) func `the order of a room is kept`(on kind: Kind) async throws {
        try await contract(kind).keepsTheOrderOfARoom()
    }

    @Test(arguments: Kind.allCases)
    func `the next of a room comes after the first was accepted`(on kind: Kind) async throws {
        try await contract(kind).givesTheNextOnlyAfterTheFirstWasAccepted()
    }

    @Test(arguments: Kind.allCases)
    func `nothing is answered to a line before it was accepted`(on kind: Kind) async throws {
        try await contract(kind).acknowledgesOnlyWhatWasAccepted()
    }

    @Test(arguments: Kind.allCases) func `nothing is answered to a refused line`(on kind: Kind) async throws {
        try await contract(kind).doesNotAcknowledgeWhatWasRefused()
    }

    @Test(arguments: Kind.allCases) func `what is delivered is heard once and in order`(on kind: Kind) async throws {
        try await contract(kind).deliversOnceAndInOrder()
    }

    @Test(arguments: Kind.allCases) func `it is known who has left, and who comes back`(on kind: Kind) async throws {
        try await contract(kind).knowsThatAGuestHasLeft()
    }

    /// 731 of MONITOR comes before the delivery does; above it is the delivery that finds nobody.
    @Test func `it is known that a guest has left who is watched`() async throws {
        let contract = GatewayContract { try await NetworkHarness(.modern, isPatient: true) }
        try await contract.knowsThatAGuestHasLeft()
    }

    @Test(arguments: Kind.allCases) func `what the desk says is not given to its inbox`(on kind: Kind) async throws {
        try await contract(kind).doesNotHearItself()
    }

    @Test(arguments: Kind.allCases) func `run ends when cancelled`(on kind: Kind) async throws {
        try await contract(kind).endsWhenCancelled()
    }
}

private final class NetworkHarness: GatewayHarness {
    let gateway: any Gateway
    private let network: ScriptedNetwork
    private let isPatient: Mutex<Bool>

    /// - Parameter isPatient: Nobody leaves before the desk would be told of it, the first time.
    init(_ kind: NetworkContractTests.Kind, isPatient: Bool = false) async throws {
        self.isPatient = Mutex(isPatient)
        network = try await ScriptedNetwork.start(kind.network)
        var options = NetworkOptions(
            id: "net", host: "127.0.0.1", port: network.port, tls: NetworkTLS(isOn: false), isUnlimited: true)
        options.channels = network.kind.channel.map { [$0] } ?? []
        gateway = IRCNetwork(
            options: options, log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            now: { Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) }, onChange: { _ in })
    }

    /// The network has taken what somebody says before the desk hears it.
    var acknowledges: Bool { false }
    var showsLeaving: Bool { network.kind.channel != nil }
    var customersLast: Bool { network.kind.hasAccounts }

    func untilListening() async throws { try await eventually("the desk is there") { network.hasDesk } }
    func connect(_ name: String) async throws { network.connect(name) }
    func say(_ lines: [String], as name: String) async throws { try network.say(lines, as: name) }
    func heard(by name: String) async -> [String] { network.heard(by: name) }
    func acknowledged(to name: String) async -> Int { 0 }
    func isClosed(_ name: String) async -> Bool { false }
    func disconnect(_ name: String) async {
        let waits = isPatient.withLock { isPatient in
            defer { isPatient = false }
            return isPatient
        }
        if waits { try? await eventually("\(name) is watched") { network.watches(name) } }
        network.disconnect(name)
    }
}
