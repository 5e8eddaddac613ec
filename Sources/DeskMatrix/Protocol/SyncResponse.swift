/// An answer of `GET /sync`, as far as the desk wants it (client-server API, "Syncing").
struct SyncResponse: Equatable, Sendable {
    /// Events of a room the desk is in, oldest first.
    struct Joined: Equatable, Sendable {
        /// Some events before the first of these were left out.
        var isLimited = false
        /// Where the ones before can be asked for.
        var previous: String?
        var events: [MatrixEvent] = []
        /// State that changed before the first of `events`.
        var state: [MatrixEvent] = []
        /// How many others are there; nil where it did not change. Known from the summary.
        var others: Int?
        /// Who is writing there just now; empty where that was not told.
        var typing: [String] = []
    }

    /// A room into which the desk is invited, as far as it may see before it joins.
    struct Invited: Equatable, Sendable {
        var inviter: String?
        var isDirect = false
        var isEncrypted = false
        /// The room whose place this one takes, as its maker says.
        var predecessor: String?
    }

    let next: String
    var joined: [String: Joined] = [:]
    var invited: [String: Invited] = [:]
    /// Left by itself, or made to leave.
    var left: Set<String> = []

    /// - Throws: `NotASync` where the answer is none.
    init(_ json: JSON, me: String) throws(NotASync) {
        guard let next = json["next_batch"]?.string else { throw NotASync() }
        self.next = next
        for (id, room) in json["rooms"]?["join"]?.object ?? [:] { joined[id] = Joined(room) }
        for (id, room) in json["rooms"]?["invite"]?.object ?? [:] { invited[id] = Invited(room, me: me) }
        left = Set((json["rooms"]?["leave"]?.object ?? [:]).keys)
    }

    struct NotASync: Error, Equatable {}
}

extension SyncResponse.Joined {
    fileprivate init(_ json: JSON) {
        let timeline = json["timeline"]
        isLimited = timeline?["limited"]?.bool ?? false
        previous = timeline?["prev_batch"]?.string
        events = (timeline?["events"]?.array ?? []).compactMap(MatrixEvent.init)
        state = (json["state"]?["events"]?.array ?? []).compactMap(MatrixEvent.init)
        if let joined = json["summary"]?["m.joined_member_count"]?.int { others = max(0, joined - 1) }
        for event in json["ephemeral"]?["events"]?.array ?? [] where event["type"]?.string == "m.typing" {
            typing = (event["content"]?["user_ids"]?.array ?? []).compactMap(\.string)
        }
    }
}

extension SyncResponse.Invited {
    /// Stripped state: neither ids nor times, and no proof that any of it is true.
    fileprivate init(_ json: JSON, me: String) {
        for event in json["invite_state"]?["events"]?.array ?? [] {
            let content = event["content"]
            switch event["type"]?.string {
            case EventType.member where event["state_key"]?.string == me:
                guard content?["membership"]?.string == Membership.invite.rawValue else { continue }
                inviter = event["sender"]?.string
                isDirect = content?["is_direct"]?.bool ?? false
            case EventType.encryption: isEncrypted = true
            case EventType.create: predecessor = content?["predecessor"]?["room_id"]?.string
            default: break
            }
        }
    }
}

/// An answer of `GET /rooms/{id}/messages`: a stretch of history.
struct HistoryResponse: Equatable, Sendable {
    /// In the direction asked for.
    let events: [MatrixEvent]
    /// Where it goes on; nil at the end.
    let end: String?

    init(_ json: JSON) {
        events = (json["chunk"]?.array ?? []).compactMap(MatrixEvent.init)
        end = json["end"]?.string
    }
}
