import Foundation

/// JSON as a value, for what goes over the wire of the scripted homeserver.
enum JSONNode: Sendable, Equatable, Codable {
    case null
    case bool(Bool)
    case int(Int)
    case double(Double)
    case string(String)
    case array([JSONNode])
    case object([String: JSONNode])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Int.self) {
            self = .int(value)
        } else if let value = try? container.decode(Double.self) {
            self = .double(value)
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let value = try? container.decode([JSONNode].self) {
            self = .array(value)
        } else {
            self = .object(try container.decode([String: JSONNode].self))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .bool(let value): try container.encode(value)
        case .int(let value): try container.encode(value)
        case .double(let value): try container.encode(value)
        case .string(let value): try container.encode(value)
        case .array(let value): try container.encode(value)
        case .object(let value): try container.encode(value)
        }
    }

    /// - Returns: Nil where the text is no JSON.
    init?(text: String) { self.init(bytes: Data(text.utf8)) }

    init?(bytes: Data) {
        guard let node = try? JSONDecoder().decode(JSONNode.self, from: bytes) else { return nil }
        self = node
    }

    /// Members in the order of their names, so that tests can compare it.
    var text: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    /// The member of that name; setting nil takes it away. On what is no object there is none.
    subscript(_ name: String) -> JSONNode? {
        get { if case .object(let members) = self { members[name] } else { nil } }
        set {
            var members = self.members
            members[name] = newValue
            self = .object(members)
        }
    }

    var members: [String: JSONNode] { if case .object(let members) = self { members } else { [:] } }
    var items: [JSONNode] { if case .array(let items) = self { items } else { [] } }
    var string: String? { if case .string(let value) = self { value } else { nil } }
    var int: Int? { if case .int(let value) = self { value } else { nil } }
    var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
    var isObject: Bool { if case .object = self { true } else { false } }

    /// The node at the end of a way of names.
    func at(_ names: String...) -> JSONNode? {
        names.reduce(Optional(self)) { node, name in node?[name] }
    }

    /// These members, and those of the other where both have one.
    func merged(_ other: JSONNode) -> JSONNode { .object(members.merging(other.members) { $1 }) }

    static func strings(_ values: [String]) -> JSONNode { .array(values.map { .string($0) }) }
}

extension JSONNode: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
    init(stringLiteral value: String) { self = .string(value) }
    init(integerLiteral value: Int) { self = .int(value) }
    init(booleanLiteral value: Bool) { self = .bool(value) }
    init(arrayLiteral elements: JSONNode...) { self = .array(elements) }
    init(nilLiteral: ()) { self = .null }
    init(dictionaryLiteral elements: (String, JSONNode)...) {
        self = .object(Dictionary(elements) { $1 })
    }
}
