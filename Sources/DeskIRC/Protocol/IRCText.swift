/// The formatting codes that we write; each toggles.
enum IRCStyle {
    static let bold: Character = "\u{02}"
    static let italics: Character = "\u{1D}"
    static let all: [Character] = [bold, italics]
}

/// What people's words may hold.
enum IRCText {
    /// Without formatting codes (colours with their digits), other control characters and line ends; tabs become
    /// spaces. Taken at the door, so that a code before a word never hides it from whoever reads the word.
    static func plain(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isControl) else { return text }
        var plain = String.UnicodeScalarView()
        var rest = Substring(text).unicodeScalars
        while let scalar = rest.popFirst() {
            switch scalar.value {
            case 0x03: rest.dropColours(digits: 2, where: isDigit)
            case 0x04: rest.dropColours(digits: 6, where: isHexDigit)
            case 0x09, 0x0A, 0x0D: plain.append(" ")
            default: if !isControl(scalar) { plain.append(scalar) }
            }
        }
        return String(plain)
    }

    /// For names and titles: plain, and nothing that turns or hides the text around it.
    static func name(_ text: String) -> String {
        String(String.UnicodeScalarView(plain(text).unicodeScalars.filter { !isInvisible($0) }))
    }

    /// C0 and C1 controls, DEL, and the two separators that some clients break a line at.
    static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029: true
        default: false
        }
    }

    /// Controls, and format characters such as the ones that reverse the reading direction.
    static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        isControl(scalar) || scalar.properties.generalCategory == .format
    }

    fileprivate static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }
    fileprivate static func isHexDigit(_ scalar: Unicode.Scalar) -> Bool {
        isDigit(scalar) || ("a"..."f").contains(scalar) || ("A"..."F").contains(scalar)
    }
}

extension Substring.UnicodeScalarView {
    /// `3`, `03`, `3,4`: a comma belongs to the code only where a digit follows it.
    fileprivate mutating func dropColours(digits: Int, where isDigit: (Unicode.Scalar) -> Bool) {
        guard dropDigits(digits, where: isDigit), first == ",", let next = dropFirst().first, isDigit(next) else {
            return
        }
        removeFirst()
        _ = dropDigits(digits, where: isDigit)
    }

    private mutating func dropDigits(_ most: Int, where isDigit: (Unicode.Scalar) -> Bool) -> Bool {
        let digits = prefix(most).prefix(while: isDigit).count
        removeFirst(digits)
        return digits > 0
    }
}
