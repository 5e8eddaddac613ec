import DeskCore

/// The lines of a file that is text: UTF-8, no control characters, not too large.
struct SourceText {
    /// Without their line feeds; line 1 is at index 0.
    let lines: [String]

    /// Nil where the file cannot be used at all; the problems say why.
    init?(_ file: SourceFile, problems: inout Problems) {
        guard file.trueSize <= ContentFolder.largestFile else {
            problems.error(
                .fileTooLarge, line: 1, "This file has \(file.trueSize) bytes; at most 1 MiB is read.",
                help: "Split it: one article a file.")
            return nil
        }
        var bytes = file.bytes[...]
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
        var lines: [String] = []
        var isGood = true
        for (index, raw) in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
            let line = raw.last == 0x0D ? raw.dropLast() : raw
            guard let text = String(validating: line, as: UTF8.self) else {
                problems.error(
                    .encodingInvalid, line: index + 1, column: Self.columnOfBadByte(in: line),
                    "This is not UTF-8 text.", help: "Save the file as UTF-8.")
                isGood = false
                continue
            }
            isGood = Self.isClean(text, line: index + 1, problems: &problems) && isGood
            lines.append(text)
        }
        guard isGood else { return nil }
        self.lines = lines
    }

    private static func isClean(_ text: String, line: Int, problems: inout Problems) -> Bool {
        guard !text.utf8.allSatisfy({ (32..<127).contains($0) }) else { return true }
        for (index, scalar) in text.unicodeScalars.enumerated() where scalar.isForbidden && scalar != "\t" {
            problems.error(
                .controlCharacter, line: line, column: text.column(ofScalar: index),
                "There is an invisible control character (U+\(scalar.hex)) here.", help: "Delete this character.")
            return false
        }
        return true
    }

    private static func columnOfBadByte(in line: ArraySlice<UInt8>) -> Int {
        var decoder = UTF8()
        var iterator = line.makeIterator()
        var good = String.UnicodeScalarView()
        while case .scalarValue(let scalar) = decoder.decode(&iterator) { good.append(scalar) }
        return String(good).count + 1
    }
}

extension Unicode.Scalar {
    /// C0 and C1 control characters and DEL: nothing a customer can see, and some that a chat network obeys.
    var isForbidden: Bool { value < 0x20 || (0x7F...0x9F).contains(value) }

    /// At least four digits, as in U+000D.
    var hex: String {
        let digits = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}

extension StringProtocol {
    /// Without spaces and tabs at both ends. Looks at scalars, since a space with an accent on it is one character.
    var trimmed: String {
        let isText: (Unicode.Scalar) -> Bool = { !$0.properties.isWhitespace }
        guard let first = unicodeScalars.firstIndex(where: isText), let last = unicodeScalars.lastIndex(where: isText)
        else { return "" }
        return String(String.UnicodeScalarView(unicodeScalars[first...last]))
    }

    var isBlank: Bool { unicodeScalars.allSatisfy(\.properties.isWhitespace) }
}
