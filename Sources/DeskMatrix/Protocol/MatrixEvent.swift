/// Something in a room's history or state, as a client is shown it (client-server API, "Events").
struct MatrixEvent: Equatable, Sendable {
    let id: String
    let type: String
    let sender: String
    /// Of state events: what they are the state of.
    let stateKey: String?
    /// Milliseconds since 1970, as the sender's server says.
    let sentAt: Int64
    let content: JSON
    /// The event that this one takes back.
    let redacts: String?
    /// Nothing of it is left: it was taken back before the server told of it.
    let isRedacted: Bool
    /// Of a membership event: what held before, where the server says so.
    let before: Membership?

    /// Nil where it lacks what makes an event: servers have been seen to send such, and others must not be lost for it.
    init?(_ json: JSON) {
        guard let id = json["event_id"]?.string, let type = json["type"]?.string, let sender = json["sender"]?.string
        else { return nil }
        self.id = id
        self.type = type
        self.sender = sender
        stateKey = json["state_key"]?.string
        sentAt = Int64(json["origin_server_ts"]?.int ?? 0)
        let content = json["content"] ?? [:]
        self.content = content
        let unsigned = json["unsigned"]
        // Beside the content before version 11 of rooms, and in it from then on.
        redacts = type == EventType.redaction ? (json["redacts"] ?? content["redacts"])?.string : nil
        isRedacted = unsigned?["redacted_because"]?.object != nil
        before = unsigned?["prev_content"]?["membership"]?.string.flatMap(Membership.init)
    }

    /// What a membership event says of whom; nil for other events.
    var membership: (user: String, is: Membership)? {
        guard type == EventType.member, let stateKey, let text = content["membership"]?.string,
            let membership = Membership(rawValue: text)
        else { return nil }
        return (stateKey, membership)
    }
}

enum Membership: String, Sendable {
    case invite, join, leave, ban, knock
}

/// Names of the events that the desk knows.
enum EventType {
    static let message = "m.room.message"
    static let encrypted = "m.room.encrypted"
    static let encryption = "m.room.encryption"
    static let member = "m.room.member"
    static let tombstone = "m.room.tombstone"
    static let sticker = "m.sticker"
    static let redaction = "m.room.redaction"
    static let reaction = "m.reaction"
    static let create = "m.room.create"
}
