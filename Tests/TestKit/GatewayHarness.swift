public import DeskCore

/// One gateway with its network, as its tests see it. Customers are called by name, and have one connection each.
///
/// Networks differ in what they can show. What one cannot is told by a property, and the checks then hold what it means for
/// the desk; none is left out.
public protocol GatewayHarness: Sendable {
    var gateway: any Gateway { get }
    /// Returns once customers can connect.
    func untilListening() async throws
    func connect(_ name: String) async throws
    /// Returns once the lines are on their way.
    func say(_ lines: [String], as name: String) async throws
    /// The words said to that customer so far, without their frame.
    func heard(by name: String) async -> [String]
    /// How many of the customer's lines were acknowledged or echoed so far.
    func acknowledged(to name: String) async -> Int
    /// Whether the gateway has ended the customer's connection.
    func isClosed(_ name: String) async -> Bool
    func disconnect(_ name: String) async

    /// Whether it is the gateway that acknowledges what customers say. On a network of others it is the network, before the
    /// gateway has heard it: then the gateway answers nothing of its own accord, so that nobody takes its word for the
    /// desk's, and `acknowledged` is not asked.
    var acknowledges: Bool { get }

    /// Whether the network shows that somebody has left. Where it only shows that they are not to be found just now, a
    /// delivery to them may also be `absent`, and the desk is told that they have left once somebody else has their name,
    /// at the latest.
    var showsLeaving: Bool { get }

    /// Whether customers are known by something that outlives their connection, such as an account: whoever comes back
    /// under their name is the same person, and what is for them waits (`absent`). Else it is somebody else.
    var customersLast: Bool { get }

    /// Of customers who last: whether the room in which they are spoken to does as well. Where it ends as they leave it,
    /// they come back in another one, and what is said for the first is heard there.
    var roomsLast: Bool { get }
}

extension GatewayHarness {
    public var acknowledges: Bool { true }
    public var showsLeaving: Bool { true }
    public var customersLast: Bool { false }
    public var roomsLast: Bool { customersLast }
}
