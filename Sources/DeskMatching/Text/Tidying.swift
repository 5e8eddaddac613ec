/// A turn without what cannot be seen and what only colours it, so that everything that follows works on words.
enum Tidying {
    static func tidied(_ text: Substring) -> Substring {
        guard text.utf8.contains(where: { $0 >= 0x80 }) else { return text }
        let hasWords = text.contains { $0.isLetter || $0.isNumber }
        var tidied = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if !scalar.isASCII {
                if scalar.properties.isDefaultIgnorableCodePoint { continue }
                if hasWords, isPictograph(scalar) {
                    tidied.append(" ")
                    continue
                }
            }
            tidied.append(scalar)
        }
        return Substring(String(tidied))
    }

    private static func isPictograph(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isEmojiPresentation || scalar.properties.isEmojiModifier
            || scalar.properties.generalCategory == .otherSymbol
    }
}
