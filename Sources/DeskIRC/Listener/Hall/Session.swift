import DeskCore

/// One connection, as the hall sees it.
final class Session {
    let id: ConnectionID
    /// Unique over restarts: a guest's identity, and the first half of arrival ids.
    let name: String
    /// An operator said that whoever connects from there is an agent.
    let isTrusted: Bool
    var registration: Registration
    var person: Person?
    var nick = "*"
    var isInSupport = false
    /// Set while the line that has it waits for its answer.
    var label: String?
    /// A message of several lines that is being sent, and the label of the line that began it.
    var batch: OpenBatch?
    var batchLabel: String?
    /// What it asked to see again, while that is looked up.
    var history: HistoryRequest?
    /// Folded nicks whose coming and going it wants to hear of, as it wrote them.
    var watched: [String: String] = [:]
    /// A password or a nick is being checked, or something is looked up.
    var isChecking = false
    /// Whose password is being checked.
    var checkedName: String?
    /// Where it comes from; nil where that is not known.
    let sender: NetworkAddress?
    /// What it did, in order. The first is with the inbox or in a room's line; bounded, since nothing more is read
    /// from the connection while there is any, and one line holds at most `Hall.mostJoins`.
    var backlog: [Pending] = []
    /// It counts as gone: nothing is sent to it any more.
    var isGone = false
    /// The socket is closed as well.
    var isClosed = false
    var heardAt: Int
    /// Since when they register, without the time in which the desk let them wait.
    var connectedAt: Int
    var isPinged = false
    private var sequence = 0

    init(
        id: ConnectionID, name: String, sender: NetworkAddress?, isTrusted: Bool, registration: Registration,
        uptime: Int
    ) {
        self.id = id
        self.sender = sender
        self.name = name
        self.isTrusted = isTrusted
        self.registration = registration
        connectedAt = uptime
        heardAt = uptime
    }

    var isReady: Bool { !isChecking && backlog.isEmpty && !isGone }
    var isRegistered: Bool { person != nil }
    /// A login says more than an address.
    var standing: Person.Standing { registration.login.map { .login($0) } ?? (isTrusted ? .vouched : .guest) }
    var capabilities: Capabilities { registration.capabilities }

    /// Begins with the time, so that ids stand in the store's index in the order in which they came: it then changes in
    /// one place instead of one for each connection.
    func nextArrivalID(at gateway: GatewayID, _ time: Timestamp) -> ArrivalID {
        sequence += 1
        return ArrivalID("\(gateway):\(String(time.milliseconds, radix: 32)).\(name)-\(sequence)")
    }
}

/// Whoever stands behind one or more connections.
final class Person {
    /// What somebody is to the desk, and how it knows.
    enum Standing: Equatable {
        case guest
        case login(Login)
        /// An agent by where they connect from. Their nick is their name, and each connection is a person.
        case vouched
    }
    /// `~` and the connection of a guest, `&` and the connection of a vouched agent, `@` and the login of everybody else.
    let root: String
    let standing: Standing
    var sessions: [Session] = []
    /// Agents that the desk has shown into the person's room.
    var entered: [AgentID] = []
    /// Whether the desk has heard of them.
    var hasActed = false
    /// What they said when they went away; nil while they are here.
    var away: String?
    var modes: UserModes
    /// When their first connection came, and when they last said something.
    let signedOn: Timestamp
    var spokeAt: Timestamp
    /// What they are called beside their nick; nil until they change what they registered with.
    var realName: String?

    init(root: String, standing: Standing, at time: Timestamp) {
        self.root = root
        self.standing = standing
        signedOn = time
        spokeAt = time
        modes = []
        // Customers are shown to nobody, and may see it.
        if !isAgent { modes = .invisible }
    }

    var login: Login? { if case .login(let login) = standing { login } else { nil } }
    var isAgent: Bool { standing == .vouched || login?.role == .agent }
    /// What the desk calls this agent; nil for customers.
    var agentName: String? { standing == .vouched ? sessions.first?.nick : isAgent ? login?.name : nil }
}

/// A channel of agents: the desk's own and those of cases, or one that agents opened for themselves.
final class StaffRoom {
    struct Topic {
        let text: String
        /// Who set it, as a source.
        let author: String
        let at: Timestamp
    }

    let name: String
    let createdAt: Timestamp
    var members: [Session] = []
    /// Of a channel that agents opened; the others are the desk's.
    var topic: Topic?
    var modes: RoomModes = [.noExternal, .topicLocked]
    /// Those who may set topic and modes and throw somebody out, by their roots: at first whoever opened it.
    var operators: Set<String> = []
    var voiced: Set<String> = []

    init(name: String, at time: Timestamp) {
        self.name = name
        createdAt = time
    }

    func has(_ person: Person) -> Bool { members.contains { $0.person === person } }
}

/// Something on its way into the inbox, and what follows once it is durable.
struct Pending {
    enum After {
        case nothing
        case relay(Spoken)
    }
    let arrival: Arrival
    let session: Session
    var after: After
}

/// What somebody said, as it is shown again.
struct Spoken {
    enum Place: Equatable {
        case direct, support
        case staff(String)
        /// A channel that agents opened for themselves, and an agent by their root: what is said there is passed on, and
        /// remembered for a while.
        case ownRoom(String)
        case agent(String)

        var isStaff: Bool {
            switch self {
            case .staff, .ownRoom, .agent: true
            case .direct, .support: false
            }
        }
    }
    let command: String
    let place: Place
    /// One, unless the client sent several as one message.
    let parts: [OpenBatch.Part]
    let isAction: Bool
    /// Tags that clients have between themselves (IRCv3 client-only tags), with their `+`.
    var clientTags: [String: String] = [:]

    var text: String { parts.whole }
}
