public import DeskCore

/// The desk's account on a Matrix homeserver, as an operator sets it.
public struct MatrixOptions: Equatable, Sendable {
    /// What the desk's own words are: notices, which no program answers, or plain messages.
    public enum Answers: String, Equatable, Sendable, CaseIterable {
        case notice, text
    }

    /// Whose invitations are accepted.
    public struct Invitations: Equatable, Sendable {
        /// Names of servers; empty for all.
        public var allowed: [NamePattern] = []
        public var denied: [NamePattern] = []
        /// Of one sender in an hour. What is more is declined.
        public var perSender = 10
        /// Of all together in a minute. What is more waits.
        public var inAll = 300

        public init() {}
    }

    public var id: GatewayID = "matrix"
    /// `https://matrix.example.org`, or a server's name such as `example.org`, which tells where its homeserver is.
    public var homeserver = ""
    /// `@support:example.org`. Needed for a password; a token says by itself whose it is.
    public var user: String?
    public var password: String?
    public var token: String?
    /// A PEM file of the authorities to believe instead of the system's.
    public var authorities: String?
    public var answers = Answers.notice
    public var invitations = Invitations()
    /// The room in which all agents see the board: its id, or an alias such as `#desk:example.org`.
    public var staffRoom: String?
    /// Users that are never answered: other bots.
    public var ignored: [NamePattern] = []
    /// How old a question may be that is answered when the desk is on an account for the first time.
    public var lookBack: Duration = .seconds(3600)
    /// Rooms in which nobody said anything for so long are left.
    public var forgetAfter: Duration = .seconds(30 * 86_400)

    /// Before a request that failed is sent again; then twice as long. Tests have less time.
    var firstPause: Duration = .milliseconds(500)

    /// To the house.
    var staffRooms: [Address] { staffRoom == nil ? [] : [Address(gateway: id, room: RoomAddress.staff.id)] }

    /// Whether a text is a whole user id, `@name:server`.
    public static func isValid(user: String) -> Bool { UserID(user) != nil }

    /// Whether a text names a room: an id (those of version 12 name no server) or an alias.
    public static func isValid(room: String) -> Bool {
        guard room.utf8.count <= 255, !room.unicodeScalars.contains(where: { $0.value <= 0x20 }) else { return false }
        if room.hasPrefix("!") { return room.count > 1 }
        guard room.hasPrefix("#"), let colon = room.firstIndex(of: ":") else { return false }
        return room.index(after: colon) != room.endIndex
    }

    public init(id: GatewayID = "matrix", homeserver: String = "", user: String? = nil) {
        self.id = id
        self.homeserver = homeserver
        self.user = user
    }
}
