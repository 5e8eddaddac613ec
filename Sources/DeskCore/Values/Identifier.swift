/// A name that belongs to one kind of thing, so that a room is never mistaken for a person. Opaque: nobody takes one apart.
public struct Identifier<Subject>: Hashable, Comparable, Sendable, Codable, CodingKeyRepresentable,
    ExpressibleByStringLiteral, CustomStringConvertible
{
    public let rawValue: String

    public init(_ rawValue: String) { self.rawValue = rawValue }
    public init(stringLiteral value: String) { self.init(value) }
    public init(from decoder: any Decoder) throws {
        rawValue = try decoder.singleValueContainer().decode(String.self)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }

    public var codingKey: any CodingKey { IdentifierKey(stringValue: rawValue) }
    public init?<T: CodingKey>(codingKey: T) { rawValue = codingKey.stringValue }

    public var description: String { rawValue }
    public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

public enum GatewayKind {}
public enum RoomKind {}
public enum PersonKind {}
public enum AgentKind {}
public enum ArrivalKind {}
public enum DeliveryKind {}
public enum ConversationKind {}
public enum ContentKind {}
public enum RevisionKind {}

/// One configured connection to a chat network.
public typealias GatewayID = Identifier<GatewayKind>
/// A place in one gateway where people read and write.
public typealias RoomID = Identifier<RoomKind>
/// Somebody a gateway can tell apart from everybody else; unique over all gateways.
public typealias PersonID = Identifier<PersonKind>
/// An agent's login name.
public typealias AgentID = Identifier<AgentKind>
/// One thing that happened on a network; unique over all gateways, and the same again when the network repeats it.
public typealias ArrivalID = Identifier<ArrivalKind>
/// One thing the desk promised to do on a network.
public typealias DeliveryID = Identifier<DeliveryKind>
public typealias ConversationID = Identifier<ConversationKind>
/// An article (`warranty/duration`) or an intent (`intent:thanks`).
public typealias ContentID = Identifier<ContentKind>
/// One state of the content folder.
public typealias Revision = Identifier<RevisionKind>
public enum LanguageKind {}
/// A language tag as in a file name: `en`, `de`.
public typealias Language = Identifier<LanguageKind>

/// Lets dictionaries by identifier be coded as objects.
private struct IdentifierKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}
