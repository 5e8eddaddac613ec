import Foundation

/// A text without what does not matter: case, width and ligatures (NFKC), runs of spaces, punctuation at the ends.
///
/// Two phrasings that are equal here count as the same question; `NormalisedPhrasing` in DeskContent keeps the same rule.
struct NormalisedText: Hashable {
    let text: String

    init(_ raw: some StringProtocol) {
        text = Self.ascii(raw) ?? Self.unicode(String(raw))
    }

    /// One pass over the bytes; nil where there is anything but ASCII. This path makes exact phrasings cheap to find.
    private static func ascii(_ raw: some StringProtocol) -> String? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(raw.utf8.count)
        var first: Int?
        var end = 0
        for byte in raw.utf8 {
            guard byte < 0x80 else { return nil }
            if byte == 0x20 || (0x09...0x0D).contains(byte) {
                if bytes.last != 0x20 { bytes.append(0x20) }
                continue
            }
            let isUpper = (0x41...0x5A).contains(byte)
            bytes.append(isUpper ? byte + 0x20 : byte)
            if isUpper || (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) {
                first = first ?? bytes.count - 1
                end = bytes.count
            }
        }
        guard let first else {
            // Nothing but punctuation: only the spaces at the ends go.
            let inner = bytes.drop { $0 == 0x20 }
            return String(decoding: inner.last == 0x20 ? inner.dropLast() : inner, as: UTF8.self)
        }
        return String(decoding: bytes[first..<end], as: UTF8.self)
    }

    private static func unicode(_ raw: String) -> String {
        let folded = raw.precomposedStringWithCompatibilityMapping.lowercased()
            .replacing("ß", with: "ss").replacing("’", with: "'")
        let words = folded.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let isInner: (Character) -> Bool = { $0.isLetter || $0.isNumber || $0.isSymbol && !$0.isASCII }
        guard let first = words.firstIndex(where: isInner), let last = words.lastIndex(where: isInner) else {
            return words
        }
        return String(words[first...last])
    }
}
