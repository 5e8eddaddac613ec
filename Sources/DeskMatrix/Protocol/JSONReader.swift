/// Reads JSON (RFC 8259) from what strangers wrote: a server passes on what any of its users sent, and one odd event must
/// not hide all others of the same answer.
///
/// So nothing inside a value fails the whole: halves of surrogate pairs and bytes that are no UTF-8 become U+FFFD, and what
/// is nested deeper than `mostNested` is read over as null. Only broken structure is an error.
struct JSONReader {
    /// No event of Matrix needs a tenth of it; beyond, a stack could overflow.
    static let mostNested = 100

    struct Malformed: Error, Equatable {
        /// In bytes from the beginning.
        let offset: Int
    }

    private let bytes: [UInt8]
    private var position = 0
    private var nested = 0

    private init(_ bytes: [UInt8]) { self.bytes = bytes }

    static func read(_ bytes: [UInt8]) throws(Malformed) -> JSON {
        var reader = JSONReader(bytes)
        let value = try reader.value()
        reader.skipBlanks()
        guard reader.position == bytes.count else { throw reader.malformed }
        return value
    }

    private var malformed: Malformed { Malformed(offset: position) }
    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipBlanks() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    private mutating func take(_ wanted: UInt8) throws(Malformed) {
        guard next == wanted else { throw malformed }
        position += 1
    }

    private mutating func takeIfThere(_ wanted: UInt8) -> Bool {
        guard next == wanted else { return false }
        position += 1
        return true
    }

    private mutating func value() throws(Malformed) -> JSON {
        skipBlanks()
        switch next {
        case UInt8(ascii: "{"): return try compound { reader throws(Malformed) in try reader.object() }
        case UInt8(ascii: "["): return try compound { reader throws(Malformed) in try reader.array() }
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    private mutating func compound(
        _ read: (inout JSONReader) throws(Malformed) -> JSON
    ) throws(Malformed) -> JSON {
        guard nested < Self.mostNested else {
            try skipCompound()
            return .null
        }
        nested += 1
        let value = try read(&self)
        nested -= 1
        return value
    }

    private mutating func object() throws(Malformed) -> JSON {
        var members: [String: JSON] = [:]
        position += 1
        skipBlanks()
        if takeIfThere(UInt8(ascii: "}")) { return .object(members) }
        while true {
            skipBlanks()
            guard next == UInt8(ascii: "\"") else { throw malformed }
            let name = try string()
            skipBlanks()
            try take(UInt8(ascii: ":"))
            members[name] = try value()
            skipBlanks()
            if takeIfThere(UInt8(ascii: ",")) { continue }
            try take(UInt8(ascii: "}"))
            return .object(members)
        }
    }

    private mutating func array() throws(Malformed) -> JSON {
        var items: [JSON] = []
        position += 1
        skipBlanks()
        if takeIfThere(UInt8(ascii: "]")) { return .array(items) }
        while true {
            items.append(try value())
            skipBlanks()
            if takeIfThere(UInt8(ascii: ",")) { continue }
            try take(UInt8(ascii: "]"))
            return .array(items)
        }
    }

    /// Over everything up to the bracket that closes this one, without a stack.
    private mutating func skipCompound() throws(Malformed) {
        var open = 0
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                _ = try string()
                continue
            case UInt8(ascii: "{"), UInt8(ascii: "["): open += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): open -= 1
            default: break
            }
            position += 1
            if open == 0 { return }
        }
        throw malformed
    }

    private mutating func word(_ text: StaticString, _ value: JSON) throws(Malformed) -> JSON {
        let count = text.utf8CodeUnitCount
        guard position + count <= bytes.count else { throw malformed }
        for offset in 0..<count where bytes[position + offset] != text.utf8Start[offset] { throw malformed }
        position += count
        return value
    }

    private mutating func number() throws(Malformed) -> JSON {
        let start = position
        var isWhole = true
        while let byte = next {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): break
            case UInt8(ascii: "+"), UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"): isWhole = false
            default:
                return try number(from: start, isWhole: isWhole)
            }
            position += 1
        }
        return try number(from: start, isWhole: isWhole)
    }

    private func number(from start: Int, isWhole: Bool) throws(Malformed) -> JSON {
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if isWhole, let number = Int(text) { return .int(number) }
        guard let first = text.utf8.first, first != UInt8(ascii: "+"), let number = Double(text), number.isFinite else {
            throw Malformed(offset: start)
        }
        return .double(number)
    }

    // MARK: - Strings

    private mutating func string() throws(Malformed) -> String {
        position += 1
        let start = position
        while let byte = next {
            if byte == UInt8(ascii: "\"") {
                defer { position += 1 }
                return String(decoding: bytes[start..<position], as: UTF8.self)
            }
            if byte == UInt8(ascii: "\\") { return try escaped(from: start) }
            position += 1
        }
        throw malformed
    }

    private mutating func escaped(from start: Int) throws(Malformed) -> String {
        var text = Array(bytes[start..<position])
        while let byte = next {
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"): try escape(into: &text)
            default: text.append(byte)
            }
        }
        throw malformed
    }

    private mutating func escape(into text: inout [UInt8]) throws(Malformed) {
        guard let byte = next else { throw malformed }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"): text += String(Character(try scalar())).utf8
        default: throw malformed
        }
    }

    private mutating func scalar() throws(Malformed) -> Unicode.Scalar {
        let first = try unit()
        guard Unicode.Scalar(first) == nil else { return Unicode.Scalar(first) ?? "\u{FFFD}" }
        // The first half of a pair; what follows may be the other half, or stand for itself.
        let back = position
        if first < 0xDC00, takeIfThere(UInt8(ascii: "\\")), takeIfThere(UInt8(ascii: "u")) {
            let second = try unit()
            if (0xDC00...0xDFFF).contains(second) {
                let value = 0x10000 + (UInt32(first) - 0xD800) << 10 + (UInt32(second) - 0xDC00)
                return Unicode.Scalar(value) ?? "\u{FFFD}"
            }
        }
        position = back
        return "\u{FFFD}"
    }

    private mutating func unit() throws(Malformed) -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { throw malformed }
            unit = unit << 4 | UInt16(digit)
            position += 1
        }
        return unit
    }
}

extension JSON {
    /// - Throws: `JSONReader.Malformed` where the structure is broken.
    init(reading bytes: [UInt8]) throws { self = try JSONReader.read(bytes) }
}
