import Foundation

/// One event of a room, in the order in which the homeserver took it.
struct HomeserverEvent: Sendable, Equatable {
    let id: String
    /// Counted over all rooms: what a sync token says.
    let position: Int
    let room: String
    let type: String
    let sender: String
    let stateKey: String?
    /// Milliseconds since 1970.
    let time: Int
    /// Nothing but what a redaction leaves, once there was one.
    var content: JSONNode
    var redacts: String?
    var isRedactionAtTheTop = true
    var redactedBy: String?
    /// What it was the state of before.
    var before: JSONNode?
    /// Who sent it by which transaction; only their device is shown it.
    var transaction: Transaction?

    struct Transaction: Sendable, Equatable {
        let user: String
        let device: String
        let id: String
    }

    /// As a client sees it. Section "Room event format"; `transaction_id` only for the device that sent it.
    func shown(to user: String, _ device: String) -> JSONNode {
        var node: JSONNode = [
            "event_id": .string(id), "type": .string(type), "sender": .string(sender), "room_id": .string(room),
            "origin_server_ts": .int(time), "content": content,
        ]
        if let stateKey { node["state_key"] = .string(stateKey) }
        if let redacts, isRedactionAtTheTop { node["redacts"] = .string(redacts) }
        var unsigned: JSONNode = ["age": .int(max(0, HomeserverEvent.now() - time))]
        if let transaction, transaction.user == user, transaction.device == device {
            unsigned["transaction_id"] = .string(transaction.id)
        }
        if let redactedBy {
            unsigned["redacted_because"] = ["event_id": .string(redactedBy), "type": "m.room.redaction"]
        }
        if let before { unsigned["prev_content"] = before }
        node["unsigned"] = unsigned
        return node
    }

    /// What somebody who is not in the room yet is told of its state. Section "Stripped state".
    var stripped: JSONNode {
        [
            "type": .string(type), "sender": .string(sender), "state_key": .string(stateKey ?? ""), "content": content,
        ]
    }

    var membership: String? { type == "m.room.member" ? content["membership"]?.string : nil }

    static func now() -> Int { Int(Date().timeIntervalSince1970 * 1000) }
}

/// A room: its events, and what follows from them.
struct HomeserverRoom: Sendable {
    struct Slot: Hashable {
        let type: String
        let key: String
    }
    let id: String
    let version: String
    var events: [HomeserverEvent] = []
    /// Who wants to hear of it no more.
    var forgotten: Set<String> = []

    /// The state after the event of that position, all of it where none is given.
    func state(at position: Int = .max) -> [Slot: HomeserverEvent] {
        var state: [Slot: HomeserverEvent] = [:]
        for event in events where event.position <= position {
            if let key = event.stateKey { state[Slot(type: event.type, key: key)] = event }
        }
        return state
    }

    func state(_ type: String, _ key: String = "", at position: Int = .max) -> HomeserverEvent? {
        events.last { $0.type == type && $0.stateKey == key && $0.position <= position }
    }

    /// `join`, `invite`, `leave`, `ban`; `leave` also of who was never there. Section "Room membership".
    func membership(of user: String, at position: Int = .max) -> String {
        state("m.room.member", user, at: position)?.membership ?? "leave"
    }

    func members(_ membership: String) -> [String] {
        state().values.filter { $0.membership == membership }.sorted { $0.position < $1.position }
            .compactMap(\.stateKey)
    }

    var isEncrypted: Bool { state("m.room.encryption") != nil }
    var creator: String { events.first?.sender ?? "" }

    /// What somebody may see: where history is shared all that happened while they were not gone, also before they came.
    /// Section "Room history visibility".
    func visible(to user: String) -> [HomeserverEvent] {
        let visibility = state("m.room.history_visibility")?.content["history_visibility"]?.string ?? "shared"
        let isIn = membership(of: user) == "join"
        return events.filter { event in
            if visibility == "world_readable" { return true }
            if event.type == "m.room.member", event.stateKey == user { return true }
            switch membership(of: user, at: event.position) {
            case "join": return true
            case "invite": return visibility != "joined"
            default: return isIn && visibility == "shared" && !hasLeft(user, before: event.position)
            }
        }
    }

    /// Whether they had been in the room and were gone at that point.
    private func hasLeft(_ user: String, before position: Int) -> Bool {
        events.contains { $0.position <= position && $0.stateKey == user && $0.membership == "join" }
    }

    // MARK: Power

    /// Creators of rooms of version 12 are above every number. Sections "m.room.power_levels", "Room version 12".
    func power(of user: String) -> Int {
        if version == "12", user == creator || additionalCreators.contains(user) { return .max }
        let levels = state("m.room.power_levels")?.content
        return levels?.at("users", user)?.int ?? levels?["users_default"]?.int ?? 0
    }

    private var additionalCreators: [String] {
        events.first?.content["additional_creators"]?.items.compactMap(\.string) ?? []
    }

    /// What it takes: to `invite`, `kick`, `redact`, or to send an event.
    func powerNeeded(to act: String, or usual: Int) -> Int {
        state("m.room.power_levels")?.content[act]?.int ?? usual
    }

    func powerNeeded(for type: String, isState: Bool) -> Int {
        let levels = state("m.room.power_levels")?.content
        let usual = isState ? levels?["state_default"]?.int ?? 50 : levels?["events_default"]?.int ?? 0
        return levels?.at("events", type)?.int ?? usual
    }
}
