import Foundation

/// A text without what does not matter: case, width and ligatures (NFKC), what cannot be seen, runs of spaces,
/// punctuation and pictographs at the ends, commas and the like after words.
///
/// Two phrasings that are equal here are the same question: the matcher answers it, and two articles may not both claim
/// it.
public struct NormalisedText: Hashable, Sendable {
    public let text: String

    public init(_ raw: some StringProtocol) {
        text = Self.quick(raw.utf8) ?? Self.unicode(String(raw))
    }

    /// One pass over the bytes, for ASCII and the accented letters of Latin-1; nil where there is anything else. This
    /// makes exact phrasings cheap to find.
    private static func quick(_ utf8: some Sequence<UInt8>) -> String? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(utf8.underestimatedCount)
        var first: Int?
        var end = 0
        var isAfterLead = false
        for byte in utf8 {
            let kind = isAfterLead ? accented(byte) : ascii(byte)
            isAfterLead = false
            switch kind {
            case .letter(let lower):
                first = first ?? bytes.count
                bytes.append(lower)
                end = bytes.count
            case .accented(let lower):
                // Both letters of ß, or the two bytes of any other.
                first = first ?? bytes.count
                bytes += lower == sharpS ? [0x73, 0x73] : [lead, lower]
                end = bytes.count
            case .lead: isAfterLead = true
            case .space:
                while let last = bytes.last, marks.contains(last) { bytes.removeLast() }
                if bytes.last != 0x20 { bytes.append(0x20) }
            case .sign: bytes.append(byte)
            case .other: return nil
            }
        }
        guard let first else {
            // Nothing but punctuation: only the spaces at the ends go.
            let inner = bytes.drop { $0 == 0x20 }
            return String(decoding: inner.last == 0x20 ? inner.dropLast() : inner, as: UTF8.self)
        }
        return String(decoding: bytes[first..<end], as: UTF8.self)
    }

    private enum Kind { case letter(UInt8), accented(UInt8), lead, space, sign, other }

    private static let marks: [UInt8] = [0x21, 0x2C, 0x2E, 0x3A, 0x3B, 0x3F]  // ! , . : ; ?

    /// The first byte of U+00C0 to U+00FF, and the second of ß.
    private static let lead: UInt8 = 0xC3
    private static let sharpS: UInt8 = 0x9F

    private static func ascii(_ byte: UInt8) -> Kind {
        switch byte {
        case 0x61...0x7A, 0x30...0x39: .letter(byte)
        case 0x41...0x5A: .letter(byte + 0x20)
        case 0x20, 0x09...0x0D: .space
        case lead: .lead
        case 0x80...: .other
        default: .sign
        }
    }

    private static func accented(_ second: UInt8) -> Kind {
        switch second {
        case 0x97, 0xB7: .other  // × and ÷
        case 0x80...0x9E: .accented(second + 0x20)
        default: .accented(second)
        }
    }

    private static func unicode(_ raw: String) -> String {
        let words = folded(raw).split(whereSeparator: \.isWhitespace)
            .map { $0.reversed().drop { ends.contains($0) }.reversed() }
            .filter { !$0.isEmpty }.map { String($0) }.joined(separator: " ")
        return trimmed(words) { $0.isLetter || $0.isNumber || $0.isCurrencySymbol || $0.isMathSymbol && !$0.isASCII }
            ?? trimmed(words) { $0.isSymbol && !$0.isASCII } ?? words
    }

    /// What may follow a word and says nothing; full-width forms are plain ones by then.
    private static let ends: Set<Character> = ["!", ",", ".", ":", ";", "?", "。", "、", "؟", "،", "؛", "।"]

    /// Pictographs at the ends go like punctuation, unless there is nothing else.
    private static func trimmed(_ text: String, to isInner: (Character) -> Bool) -> String? {
        guard let first = text.firstIndex(where: isInner), let last = text.lastIndex(where: isInner) else { return nil }
        return String(text[first...last])
    }

    /// Compatibility forms and case, as Unicode's NFKC_Casefold does it; beyond that the dotless i and the final sigma,
    /// whose capitals are those of i and σ, and digits of other scripts.
    private static func folded(_ raw: String) -> String {
        var scalars = String.UnicodeScalarView()
        // An accent that stands alone is an apostrophe; NFKC would make a space of it.
        let plain = raw.replacing("\u{B4}", with: "'").precomposedStringWithCompatibilityMapping.lowercased()
        for scalar in plain.unicodeScalars {
            if scalar.isASCII {
                scalars.append(scalar)
                continue
            }
            switch scalar {
            case "ß": scalars.append(contentsOf: "ss".unicodeScalars)
            case "ς": scalars.append("σ")
            case "ı": scalars.append("i")
            case "’", "‘", "ʼ": scalars.append("'")
            // The dot of a Turkish capital İ, the box around a digit, and the stroke that stretches Arabic words.
            case "\u{307}" where scalars.last == "i": break
            case "\u{20E3}", "\u{640}": break
            // Shades of skin.
            case "\u{1F3FB}"..."\u{1F3FF}": break
            default:
                if let digit = digit(scalar) {
                    scalars.append(digit)
                } else if !scalar.properties.isDefaultIgnorableCodePoint {
                    scalars.append(scalar)
                }
            }
        }
        return String(scalars).precomposedStringWithCanonicalMapping
    }

    private static func digit(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
        guard scalar.properties.generalCategory == .decimalNumber, let value = scalar.properties.numericValue else {
            return nil
        }
        return Unicode.Scalar(UInt8(0x30 + value))
    }
}
