/// A member that is left out of records while it says nothing, and says nothing where a record lacks it.
///
/// A conversation is written at every step, and most of what it could hold it does not: leaving that out makes records
/// shorter. It also makes members that are added later readable in older records.
@propertyWrapper
public struct Sparse<Value: Emptiable> {
    public var wrappedValue: Value

    public init(wrappedValue: Value) { self.wrappedValue = wrappedValue }
}

extension Sparse: Sendable where Value: Sendable {}
extension Sparse: Equatable where Value: Equatable {}

/// What has a value that says nothing: no, none or zero.
public protocol Emptiable: Codable, Equatable {
    static var empty: Self { get }
}

extension Bool: Emptiable {
    public static var empty: Bool { false }
}

extension Int: Emptiable {
    public static var empty: Int { 0 }
}

extension Array: Emptiable where Element: Codable & Equatable {
    public static var empty: [Element] { [] }
}

extension Sparse: Codable {
    public init(from decoder: any Decoder) throws {
        wrappedValue = try decoder.singleValueContainer().decode(Value.self)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(wrappedValue)
    }
}

// What the compiler makes of `Codable` calls these for members that are sparse.
extension KeyedEncodingContainer {
    mutating func encode<Value>(_ member: Sparse<Value>, forKey key: Key) throws {
        if member.wrappedValue != .empty { try encode(member.wrappedValue, forKey: key) }
    }
}

extension KeyedDecodingContainer {
    func decode<Value>(_ type: Sparse<Value>.Type, forKey key: Key) throws -> Sparse<Value> {
        Sparse(wrappedValue: try decodeIfPresent(Value.self, forKey: key) ?? .empty)
    }
}
