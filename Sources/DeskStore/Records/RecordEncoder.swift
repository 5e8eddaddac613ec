import Foundation

/// Writes values as JSON, straight into one buffer.
///
/// A desk that answers writes records without end, and Foundation's encoder, which builds a tree of each first, was a
/// quarter of all its work. What it writes is what Foundation's decoder reads, with two limits: of the types for which
/// Foundation has forms of its own (`Date`, `Data`, `URL`, `Decimal`) no record has any, and the containers of one value
/// must be filled one after the other, as they are by whatever the compiler makes. Members come in the order in which
/// they are declared.
struct RecordEncoder {
    /// - Throws: `EncodingError.invalidValue` for a number that JSON does not have (infinite, or none), and whatever the
    ///   value itself throws.
    func json(_ value: some Encodable) throws -> String {
        let text = JSONText()
        try text.add(value, at: 0)
        return String(decoding: text.bytes, as: UTF8.self)
    }
}

/// JSON that is being written.
private final class JSONText {
    private(set) var bytes: [UInt8] = []
    /// The objects and arrays that are not closed yet, outermost first.
    private var open: [Container] = []

    private struct Container {
        let end: UInt8
        var isEmpty = true
    }

    init() { bytes.reserveCapacity(1024) }

    /// Levels count what a value stands in; the outermost value is at 0.
    func add(_ value: some Encodable, at level: Int) throws {
        let start = bytes.count
        try value.encode(to: ValueEncoder(text: self, level: level))
        // It asked for no container.
        if bytes.count == start { append("{}") }
        close(to: level)
    }

    func begin(_ start: Unicode.Scalar, _ end: Unicode.Scalar, at level: Int) {
        close(to: level)
        bytes.append(UInt8(ascii: start))
        open.append(Container(end: UInt8(ascii: end)))
    }

    func close(to level: Int) {
        while open.count > level { bytes.append(open.removeLast().end) }
    }

    /// The comma before whatever comes next in the innermost container of a level.
    func next(at level: Int) {
        close(to: level)
        if open[level - 1].isEmpty { open[level - 1].isEmpty = false } else { bytes.append(UInt8(ascii: ",")) }
    }

    func key(_ key: String, at level: Int) {
        next(at: level)
        add(key)
        bytes.append(UInt8(ascii: ":"))
    }

    func add(_ string: String) {
        bytes.append(UInt8(ascii: "\""))
        var string = string
        string.withUTF8 { utf8 in
            var start = 0
            for (place, byte) in utf8.enumerated() where byte < 0x20 || byte == 0x22 || byte == 0x5C {
                bytes.append(contentsOf: utf8[start..<place])
                escape(byte)
                start = place + 1
            }
            bytes.append(contentsOf: utf8[start...])
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private func escape(_ byte: UInt8) {
        switch byte {
        case 0x22: append("\\\"")
        case 0x5C: append("\\\\")
        case 0x0A: append("\\n")
        default:
            let digits = Array("0123456789abcdef".utf8)
            append("\\u00")
            bytes.append(digits[Int(byte >> 4)])
            bytes.append(digits[Int(byte & 0xF)])
        }
    }

    func add(_ bool: Bool) { append(bool ? "true" : "false") }

    func add(_ number: some BinaryInteger) { bytes.append(contentsOf: String(number).utf8) }

    func add(_ number: some BinaryFloatingPoint & LosslessStringConvertible & Encodable, _ path: [any CodingKey]) throws
    {
        guard number.isFinite else {
            throw EncodingError.invalidValue(
                number, .init(codingPath: path, debugDescription: "\(number) is no number in JSON"))
        }
        bytes.append(contentsOf: number.description.utf8)
    }

    func addNull() { append("null") }

    private func append(_ text: StaticString) {
        text.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }
}

/// Lets one value write itself. Paths are not kept, since the only error names its value.
private struct ValueEncoder: Encoder {
    let text: JSONText
    let level: Int

    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        text.begin("{", "}", at: level)
        return KeyedEncodingContainer(Members(text: text, level: level + 1))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        text.begin("[", "]", at: level)
        return Elements(text: text, level: level + 1)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { Single(text: text, level: level) }
}

private struct Members<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let text: JSONText
    let level: Int

    var codingPath: [any CodingKey] { [] }

    private func single(_ key: Key) -> Single {
        text.key(key.stringValue, at: level)
        return Single(text: text, level: level)
    }

    func encodeNil(forKey key: Key) { single(key).encodeNil() }
    func encode(_ value: Bool, forKey key: Key) { single(key).encode(value) }
    func encode(_ value: String, forKey key: Key) { single(key).encode(value) }
    func encode(_ value: Double, forKey key: Key) throws { try single(key).encode(value) }
    func encode(_ value: Float, forKey key: Key) throws { try single(key).encode(value) }
    func encode(_ value: Int, forKey key: Key) { single(key).encode(value) }
    func encode(_ value: Int8, forKey key: Key) { single(key).encode(value) }
    func encode(_ value: Int16, forKey key: Key) { single(key).encode(value) }
    func encode(_ value: Int32, forKey key: Key) { single(key).encode(value) }
    func encode(_ value: Int64, forKey key: Key) { single(key).encode(value) }
    func encode(_ value: UInt, forKey key: Key) { single(key).encode(value) }
    func encode(_ value: UInt8, forKey key: Key) { single(key).encode(value) }
    func encode(_ value: UInt16, forKey key: Key) { single(key).encode(value) }
    func encode(_ value: UInt32, forKey key: Key) { single(key).encode(value) }
    func encode(_ value: UInt64, forKey key: Key) { single(key).encode(value) }
    func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws { try single(key).encode(value) }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> {
        text.key(key.stringValue, at: level)
        return ValueEncoder(text: text, level: level).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        text.key(key.stringValue, at: level)
        return ValueEncoder(text: text, level: level).unkeyedContainer()
    }

    func superEncoder() -> any Encoder {
        text.key("super", at: level)
        return ValueEncoder(text: text, level: level)
    }

    func superEncoder(forKey key: Key) -> any Encoder {
        text.key(key.stringValue, at: level)
        return ValueEncoder(text: text, level: level)
    }
}

private struct Elements: UnkeyedEncodingContainer {
    let text: JSONText
    let level: Int
    private(set) var count = 0

    var codingPath: [any CodingKey] { [] }

    private mutating func single() -> Single {
        count += 1
        text.next(at: level)
        return Single(text: text, level: level)
    }

    mutating func encodeNil() { single().encodeNil() }
    mutating func encode(_ value: Bool) { single().encode(value) }
    mutating func encode(_ value: String) { single().encode(value) }
    mutating func encode(_ value: Double) throws { try single().encode(value) }
    mutating func encode(_ value: Float) throws { try single().encode(value) }
    mutating func encode(_ value: Int) { single().encode(value) }
    mutating func encode(_ value: Int8) { single().encode(value) }
    mutating func encode(_ value: Int16) { single().encode(value) }
    mutating func encode(_ value: Int32) { single().encode(value) }
    mutating func encode(_ value: Int64) { single().encode(value) }
    mutating func encode(_ value: UInt) { single().encode(value) }
    mutating func encode(_ value: UInt8) { single().encode(value) }
    mutating func encode(_ value: UInt16) { single().encode(value) }
    mutating func encode(_ value: UInt32) { single().encode(value) }
    mutating func encode(_ value: UInt64) { single().encode(value) }
    mutating func encode(_ value: some Encodable) throws { try single().encode(value) }

    mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
        count += 1
        text.next(at: level)
        return ValueEncoder(text: text, level: level).container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
        count += 1
        text.next(at: level)
        return ValueEncoder(text: text, level: level).unkeyedContainer()
    }

    mutating func superEncoder() -> any Encoder {
        count += 1
        text.next(at: level)
        return ValueEncoder(text: text, level: level)
    }
}

/// The place of one value.
private struct Single: SingleValueEncodingContainer {
    let text: JSONText
    let level: Int

    var codingPath: [any CodingKey] { [] }

    func encodeNil() { text.addNull() }
    func encode(_ value: Bool) { text.add(value) }
    func encode(_ value: String) { text.add(value) }
    func encode(_ value: Double) throws { try text.add(value, codingPath) }
    func encode(_ value: Float) throws { try text.add(value, codingPath) }
    func encode(_ value: Int) { text.add(value) }
    func encode(_ value: Int8) { text.add(value) }
    func encode(_ value: Int16) { text.add(value) }
    func encode(_ value: Int32) { text.add(value) }
    func encode(_ value: Int64) { text.add(value) }
    func encode(_ value: UInt) { text.add(value) }
    func encode(_ value: UInt8) { text.add(value) }
    func encode(_ value: UInt16) { text.add(value) }
    func encode(_ value: UInt32) { text.add(value) }
    func encode(_ value: UInt64) { text.add(value) }
    func encode(_ value: some Encodable) throws { try text.add(value, at: level) }
}
