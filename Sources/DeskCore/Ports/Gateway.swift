/// A two-way connection to one chat network. It owns its sockets and reconnects by itself.
///
/// What every gateway keeps:
/// - An arrival's id is the same when the network repeats the same thing, and never used for another.
/// - Two arrivals of one room are given to the inbox in the order in which the network showed them, the second
///   only after the first was accepted.
/// - A message is acknowledged to the network, and echoed to its sender, only after the inbox has accepted it.
/// - What `deliver` says is not itself given to the inbox.
public protocol Gateway: Sendable {
    var id: GatewayID { get }

    /// Whether the network drops or lets the receiver tell a second delivery of the same id.
    var deduplicates: Bool { get }

    /// Rooms in which all agents see the board.
    var staffRooms: [Address] { get }

    /// What of the rarer acts its network can show; the others are put into words first (`Act.translated`).
    var features: GatewayFeatures { get }

    /// How many deliveries it wants at once, one a room; what agents write may be as many again. What is slow to send is
    /// better kept by the desk, which can still take it back.
    var mostUnderWay: Int { get }

    /// Listens until cancelled. Returns or throws only when it cannot go on; the caller starts it again.
    func run(into inbox: any Inbox, memory: any GatewayMemory) async throws

    /// Does one thing on the network and returns when the network (or the socket, where that is all there is) has it.
    ///
    /// Called for one room at a time, never twice at once. May be called again with the same delivery after `later`,
    /// after `absent`, after a restart of the desk, and, where `deduplicates`, after `unknown`.
    func deliver(_ delivery: Delivery) async throws(DeliveryError) -> Receipt

    /// Begins the same without a task to wait in, where only a socket is waited for, and calls back on any thread, but
    /// not before it has returned.
    ///
    /// - Returns: False where nothing was begun and nothing will call back: `deliver` is called then.
    func begin(_ delivery: Delivery, then done: @escaping @Sendable (Result<Receipt, DeliveryError>) -> Void) -> Bool

    /// A delivery under way is no longer wanted: what is not yet on the network need not go there. It ends as ever.
    func halt(_ delivery: DeliveryID)

    /// Lets everybody in the room see that an answer is being written, for some seconds or until something is said there.
    /// Nothing is promised.
    func showTyping(in room: Address)

    /// Fetches the file that an arrival named (`Arrival.hasFile`).
    ///
    /// - Parameter most: In bytes; what is longer is not fetched.
    func fetch(_ file: ArrivalID, in room: Address, most: Int) async throws(FileError) -> RemoteFile
}

/// What a network can show beside words.
public struct GatewayFeatures: OptionSet, Sendable {
    public let rawValue: Int
    public init(rawValue: Int) { self.rawValue = rawValue }

    /// Words can take the place of others (`Act.correct`).
    public static let edits = GatewayFeatures(rawValue: 1)
    /// What was said can be taken back (`Act.takeBack`).
    public static let redactions = GatewayFeatures(rawValue: 2)
    /// Files can be shown (`Act.file`).
    public static let files = GatewayFeatures(rawValue: 4)
}

/// A file as a network has it.
public struct RemoteFile: Equatable, Sendable {
    /// As its sender calls it: not to be trusted as a path.
    public let name: String
    public let type: String
    public let bytes: [UInt8]

    public init(name: String, type: String, bytes: [UInt8]) {
        self.name = name
        self.type = type
        self.bytes = bytes
    }
}

/// Why a file was not fetched, for whoever asked for it.
public struct FileError: Error, Equatable, Sendable {
    public let reason: String
    public init(reason: String) { self.reason = reason }
}

extension Gateway {
    public var mostUnderWay: Int { 64 }

    public var features: GatewayFeatures { [] }

    public func halt(_ delivery: DeliveryID) {}

    public func showTyping(in room: Address) {}

    public func fetch(_ file: ArrivalID, in room: Address, most: Int) async throws(FileError) -> RemoteFile {
        throw FileError(reason: "files cannot be fetched from \(id)")
    }

    public func begin(
        _ delivery: Delivery, then done: @escaping @Sendable (Result<Receipt, DeliveryError>) -> Void
    ) -> Bool { false }
}

/// An error of `run` that starting again cannot mend, such as an address in use: the desk ends and says it.
public protocol UnrecoverableGatewayError: Error {}

/// An error of `run` that only an operator can mend, such as a token that is not valid any more, and that is of this network
/// alone: the gateway ends and says it, and the desk goes on with the others.
public protocol EndingGatewayError: Error {}

/// Why a delivery did not succeed, by what the caller should do.
public enum DeliveryError: Error, Equatable, Sendable {
    public enum Scope: Equatable, Sendable { case room, gateway }
    /// Try again after that time.
    case later(retryAfter: Duration?, scope: Scope)
    /// The receiver is away. Try again when they are back.
    case absent
    /// It will never work.
    case never(reason: String)
    /// It broke off after writing and before hearing back.
    case unknown
}

/// A small memory that survives restarts: a sync token, a device id.
public protocol GatewayMemory: Sendable {
    func get(_ key: String) async throws(StoreError) -> String?
    /// Durable when it returns. A value of nil forgets the key.
    func set(_ key: String, to value: String?) async throws(StoreError)
}
