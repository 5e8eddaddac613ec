/// What the server need not send (client-server API, "Filtering").
enum Filters {
    private static let nothing: JSON = ["types": []]
    private static let types: JSON = .array(
        [
            EventType.message, EventType.sticker, EventType.encrypted, EventType.encryption, EventType.member,
            EventType.tombstone, EventType.redaction, EventType.reaction,
        ].map(JSON.string))

    /// Of history.
    static let events: JSON = ["types": types, "lazy_load_members": true]

    /// Of what this user has said.
    static func said(by user: String) -> JSON { ["types": [.string(EventType.message)], "senders": [.string(user)]] }

    /// Of syncs. Who types is told where somebody waits for it. `me` says nothing that the desk does not know, but for the first time: there it tells what was answered.
    static func sync(without me: String?, typing: Bool = false) -> JSON {
        // The first answer has all rooms in it; what is needed of them beyond this is asked for.
        var timeline: [String: JSON] = ["limit": me == nil ? 10 : 50, "types": types]
        if let me { timeline["not_senders"] = [.string(me)] }
        return [
            "presence": nothing, "account_data": nothing,
            "room": [
                "account_data": nothing, "ephemeral": typing ? ["types": ["m.typing"]] : nothing,
                "timeline": .object(timeline),
                "state": ["types": [.string(EventType.encryption)], "lazy_load_members": true],
            ],
        ]
    }
}
