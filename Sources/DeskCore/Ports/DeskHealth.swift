/// How a running desk stands, for whoever watches it from outside. No word that anybody wrote is in it, and no name of a
/// person.
public struct DeskHealth: Equatable, Sendable {
    public enum Phase: Equatable, Sendable {
        /// Content is being read and learned, or the store is being opened.
        case starting
        case running
        /// It was asked to end and finishes what is under way.
        case stopping
        /// The store failed: nothing more is taken, and the desk is about to end.
        case failed
    }

    public enum GatewayState: String, Equatable, Sendable, CaseIterable {
        case starting
        case listening
        /// It ended by itself, and is started again after a pause.
        case restarting
        /// Its network cannot be reached just now; it tries again by itself. Who writes elsewhere notices nothing.
        case disconnected
        /// It ended, and only an operator can help. Who writes elsewhere notices nothing.
        case ended
    }
    public var phase: Phase
    public var gateways: [GatewayID: GatewayState]
    /// The content that the desk speaks from; nil before it speaks.
    public var revision: Revision?
    /// The content folder holds something else, which has errors.
    public var isContentRefused: Bool
    /// How many customers wait for a person.
    public var customersWaiting: Int
    /// For how long the commit under way has not been confirmed; nil while there is none.
    public var commitUnderWay: Duration?

    public init(
        phase: Phase = .starting, gateways: [GatewayID: GatewayState] = [:], revision: Revision? = nil,
        isContentRefused: Bool = false, customersWaiting: Int = 0, commitUnderWay: Duration? = nil
    ) {
        self.phase = phase
        self.gateways = gateways
        self.revision = revision
        self.isContentRefused = isContentRefused
        self.customersWaiting = customersWaiting
        self.commitUnderWay = commitUnderWay
    }
}
