import DeskCore

/// Writes JSON by hand, for what is written at every step of the desk.
///
/// What the compiler makes of `Codable` finds each container and each member's type anew while the desk runs; written
/// out (`Written*.swift`), the same text takes a tenth of the time. The text must be the one that `RecordEncoder` makes
/// of the same value, letter by letter: a test compares both, and counts the members of each type.
struct JSONWriter {
    private(set) var bytes: [UInt8] = []
    private var needsComma = false
    /// A number that JSON does not have (infinite, or none).
    private var impossible: Double?

    /// Writes one value in place of the last one, in the same room.
    ///
    /// - Throws: `EncodingError.invalidValue` for a number that JSON does not have.
    mutating func write(_ value: (inout JSONWriter) throws -> Void) throws {
        bytes.removeAll(keepingCapacity: true)
        (needsComma, impossible) = (false, nil)
        try value(&self)
        if let number = impossible {
            throw EncodingError.invalidValue(
                number, .init(codingPath: [], debugDescription: "\(number) is no number in JSON"))
        }
    }

    // MARK: Containers

    mutating func object(_ members: (inout JSONWriter) throws -> Void) rethrows {
        begin(UInt8(ascii: "{"))
        try members(&self)
        end(UInt8(ascii: "}"))
    }

    mutating func array<Element: JSONWritable>(_ elements: [Element]) {
        begin(UInt8(ascii: "["))
        for element in elements { add(element) }
        end(UInt8(ascii: "]"))
    }

    /// - Parameter name: Printable ASCII without quotes and backslashes.
    mutating func member(_ name: StaticString, _ value: some JSONWritable) {
        key(name)
        value.write(to: &self)
        needsComma = true
    }

    /// Left out while there is none.
    mutating func member(_ name: StaticString, _ value: (some JSONWritable)?) {
        if let value { member(name, value) }
    }

    /// Left out while it says nothing.
    mutating func sparse(_ name: StaticString, _ value: some JSONWritable & Emptiable) {
        if value != .empty { member(name, value) }
    }

    mutating func member(_ name: StaticString, _ members: (inout JSONWriter) throws -> Void) rethrows {
        key(name)
        try object(members)
    }

    /// What is not worth writing by hand.
    mutating func member(_ name: StaticString, coded value: some Encodable) throws {
        key(name)
        bytes.append(contentsOf: try RecordEncoder().json(value).utf8)
        needsComma = true
    }

    /// Of a dictionary: any text may be a name.
    mutating func member(of name: String, _ value: some JSONWritable) {
        comma()
        string(name)
        bytes.append(UInt8(ascii: ":"))
        value.write(to: &self)
        needsComma = true
    }

    private mutating func add(_ value: some JSONWritable) {
        comma()
        value.write(to: &self)
        needsComma = true
    }

    private mutating func begin(_ byte: UInt8) {
        bytes.append(byte)
        needsComma = false
    }

    private mutating func end(_ byte: UInt8) {
        bytes.append(byte)
        needsComma = true
    }

    private mutating func comma() { if needsComma { bytes.append(UInt8(ascii: ",")) } }

    private mutating func key(_ name: StaticString) {
        comma()
        bytes.append(UInt8(ascii: "\""))
        raw(name)
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    // MARK: Values

    mutating func raw(_ text: StaticString) {
        bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    mutating func string(_ string: String) {
        bytes.append(UInt8(ascii: "\""))
        var string = string
        string.withUTF8 { utf8 in
            if utf8.contains(where: Self.isEscaped) { escape(utf8) } else { bytes.append(contentsOf: utf8) }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    mutating func number(_ number: UInt64) {
        if number < 10 { return bytes.append(UInt8(ascii: "0") + UInt8(number)) }
        // 20 digits are the most.
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
            var (rest, place) = (number, 20)
            repeat {
                place -= 1
                digits[place] = UInt8(ascii: "0") + UInt8(rest % 10)
                rest /= 10
            } while rest > 0
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: digits[place...]))
        }
    }

    mutating func number(_ number: Int64) {
        if number < 0 { bytes.append(UInt8(ascii: "-")) }
        self.number(number.magnitude)
    }

    mutating func number(_ number: Double) {
        if !number.isFinite { impossible = number }
        bytes.append(contentsOf: number.description.utf8)
    }

    private static func isEscaped(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private mutating func escape(_ utf8: UnsafeBufferPointer<UInt8>) {
        for byte in utf8 {
            switch byte {
            case UInt8(ascii: "\""): raw("\\\"")
            case UInt8(ascii: "\\"): raw("\\\\")
            case UInt8(ascii: "\n"): raw("\\n")
            case ..<0x20:
                raw("\\u00")
                bytes.append(Self.hexadecimal(byte >> 4))
                bytes.append(Self.hexadecimal(byte & 0xF))
            default: bytes.append(byte)
            }
        }
    }

    private static func hexadecimal(_ digit: UInt8) -> UInt8 {
        digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
    }
}

/// A value that is written without the compiler's help.
protocol JSONWritable {
    func write(to json: inout JSONWriter)
}

extension String: JSONWritable {
    func write(to json: inout JSONWriter) { json.string(self) }
}

extension Bool: JSONWritable {
    func write(to json: inout JSONWriter) { json.raw(self ? "true" : "false") }
}

extension Int: JSONWritable {
    func write(to json: inout JSONWriter) { json.number(Int64(self)) }
}

extension UInt64: JSONWritable {
    func write(to json: inout JSONWriter) { json.number(self) }
}

extension Double: JSONWritable {
    func write(to json: inout JSONWriter) { json.number(self) }
}

extension Array: JSONWritable where Element: JSONWritable {
    func write(to json: inout JSONWriter) { json.array(self) }
}

extension Identifier: JSONWritable {
    func write(to json: inout JSONWriter) { json.string(rawValue) }
}

extension Timestamp: JSONWritable {
    func write(to json: inout JSONWriter) { json.number(milliseconds) }
}
