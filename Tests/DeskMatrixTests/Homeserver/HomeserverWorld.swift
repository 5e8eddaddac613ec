import Foundation

/// All that the homeserver knows, as a value: what comes in changes it, nothing here waits.
struct HomeserverWorld: Sendable {
    struct Account: Sendable {
        var password: String
        var name: String?
    }
    let serverName = "localhost"
    var settings = ScriptedHomeserver.Settings()
    var accounts: [String: Account] = [:]
    var sessions = HomeserverSessions()
    var rooms: [String: HomeserverRoom] = [:]
    /// By the last part of where it is.
    var media: [String: (type: String, bytes: [UInt8])] = [:]
    /// Rooms by alias.
    var aliases: [String: String] = [:]
    /// Of the last event; also a change that only account data has.
    var position = 0
    /// Event ids by device, endpoint and transaction.
    var transactions: [String: String] = [:]
    var filters: [JSONNode] = []
    /// By user, room (empty where it is the user's own) and type.
    var accountData: [AccountDataKey: (position: Int, content: JSONNode)] = [:]
    var typing: [HomeserverSignal] = []
    var receipts: [HomeserverSignal] = []

    struct AccountDataKey: Hashable {
        let user: String
        let room: String
        let type: String
    }

    func room(_ id: String) throws(HomeserverRefusal) -> HomeserverRoom {
        guard let room = rooms[id] else { throw .notFound("no such room: \(id)") }
        return room
    }

    /// The room of that id where the user is in it.
    func joined(_ id: String, _ user: String) throws(HomeserverRefusal) -> HomeserverRoom {
        guard let room = rooms[id], room.membership(of: user) == "join" else {
            throw .forbidden("\(user) is not in room \(id)")
        }
        return room
    }

    /// Servers have no ids in common.
    private let origin = UInt64.random(in: 0 ... .max)

    /// Ids that have the length and the letters of real ones (room versions 4 and later), and still tell the order.
    func id(_ sign: String, _ number: Int) -> String {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        var seed = (UInt64(number) &* 0x9E37_79B9_7F4A_7C15) ^ origin
        var tail = ""
        while tail.count < 36 {
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            tail.append(letters[Int(seed >> 58)])
        }
        let digits = String(number)
        return sign + "n" + String(repeating: "0", count: max(0, 6 - digits.count)) + digits + tail
    }

    /// Puts an event behind all others; who may do so was asked before.
    @discardableResult
    mutating func append(
        _ type: String, _ content: JSONNode, by sender: String, in room: String, key: String? = nil,
        transaction: HomeserverEvent.Transaction? = nil
    ) -> HomeserverEvent {
        position += 1
        var event = HomeserverEvent(
            id: id("$", position), position: position, room: room, type: type, sender: sender, stateKey: key,
            time: HomeserverEvent.now(), content: content, transaction: transaction)
        // Version 11 has it in the content, older clients look beside it.
        event.redacts = type == "m.room.redaction" ? content["redacts"]?.string : nil
        // Either place alone, so that a client that looks at one of them is found out.
        if event.redacts != nil, let isAtTheTop = settings.redactsAtTheTop {
            if isAtTheTop { event.content = [:] }
            event.isRedactionAtTheTop = isAtTheTop
        }
        if let key {
            event.before = rooms[room]?.events.last { $0.type == type && $0.stateKey == key }?.content
        }
        rooms[room]?.events.append(event)
        return event
    }

    /// Sends an event once for each transaction of a device. Sections "Transaction identifiers", "Sending events to a
    /// room".
    mutating func send(
        _ type: String, _ content: JSONNode, by sender: String, in id: String, device: String = "",
        transaction: String? = nil
    ) throws(HomeserverRefusal) -> String {
        let key = transaction.map { [sender, device, id, type, $0].joined(separator: "\n") }
        if let key, let known = transactions[key] { return known }
        let room = try joined(id, sender)
        guard room.power(of: sender) >= room.powerNeeded(for: type, isState: false) else {
            throw .forbidden("\(sender) may not send \(type)")
        }
        guard content.text.utf8.count < settings.mostEventBytes - 536 else {
            throw HomeserverRefusal(status: 413, code: "M_TOO_LARGE", message: "event too large")
        }
        let mark = transaction.map { HomeserverEvent.Transaction(user: sender, device: device, id: $0) }
        let event = append(type, content, by: sender, in: id, transaction: mark)
        if let redacts = event.redacts { redact(redacts, because: event.id, in: id) }
        if let key { transactions[key] = event.id }
        return event.id
    }

    /// Section "Typing Notifications".
    mutating func type(_ user: String, _ isTyping: Bool, in room: String) {
        position += 1
        typing.append(HomeserverSignal(user: user, room: room, kind: "\(isTyping)", position: position))
    }

    /// `POST …/upgrade`. Section "Room upgrades": the new room names the old one, and the old one the new.
    mutating func upgrade(_ old: String, by user: String, inviting guests: [String], naming predecessor: String?)
        throws(HomeserverRefusal) -> String
    {
        var body: JSONNode = ["preset": "private_chat", "invite": .strings(guests), "room_version": "12"]
        if let predecessor { body["creation_content"] = ["predecessor": ["room_id": .string(predecessor)]] }
        let new = try create(by: user, body)
        _ = try setState("m.room.tombstone", "", ["replacement_room": .string(new)], by: user, in: old)
        return new
    }

    /// Section "Redactions": of a message nothing is left, of a membership that there is one.
    private mutating func redact(_ id: String, because: String, in room: String) {
        guard let index = rooms[room]?.events.firstIndex(where: { $0.id == id }) else { return }
        guard let event = rooms[room]?.events[index] else { return }
        let kept = event.content["membership"].map { ["membership": $0] as JSONNode } ?? [:]
        rooms[room]?.events[index].content = kept
        rooms[room]?.events[index].redactedBy = because
    }
}

/// A word about a room that is no event of it: who types, who has read how far.
struct HomeserverSignal: Sendable, Equatable {
    let user: String
    let room: String
    /// `true` or `false` of who types; the type of a receipt.
    let kind: String
    /// The event that was read.
    var event = ""
    /// As of events: what a sync token says.
    var position = 0
}
