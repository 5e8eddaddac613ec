/// The words of a normalised text. Apostrophes vanish ("what's" is "whats"); a pictograph is a word only where there is
/// nothing else, since around a question it says how somebody feels and not what they ask.
struct Words {
    struct Word {
        /// Folded.
        var scalars: [UInt64]
        /// In scripts without spaces, where each character begins and ends within the run; else empty.
        var characters: [Range<Int>] = []
    }

    private(set) var found: [Word] = []
    private var pictographs: [Word] = []
    private var word = Word(scalars: [])

    init(_ scalars: some Sequence<Unicode.Scalar>) {
        for scalar in scalars { add(scalar) }
        end()
        if found.isEmpty { found = pictographs }
    }

    private mutating func add(_ scalar: Unicode.Scalar) {
        switch Kind(scalar) {
        case .inWord:
            if !word.characters.isEmpty { end() }
            Folding.add(scalar, to: &word.scalars)
        case .mark where word.characters.isEmpty:
            Folding.add(scalar, to: &word.scalars)
        case .mark: extend(scalar)
        case .unspaced:
            if word.characters.isEmpty { end() }
            word.characters.append(word.scalars.count..<word.scalars.count + 1)
            word.scalars.append(UInt64(scalar.value))
        case .pictograph:
            end()
            pictographs.append(Word(scalars: [UInt64(scalar.value)]))
        case .nothing: break
        case .between: end()
        }
    }

    /// A vowel sign or a tone belongs to the character before it.
    private mutating func extend(_ scalar: Unicode.Scalar) {
        word.scalars.append(UInt64(scalar.value))
        let last = word.characters.removeLast()
        word.characters.append(last.lowerBound..<word.scalars.count)
    }

    private mutating func end() {
        if !word.scalars.isEmpty { found.append(word) }
        word = Word(scalars: [])
    }

    private enum Kind {
        case inWord, mark, unspaced, pictograph, nothing, between

        init(_ scalar: Unicode.Scalar) {
            if scalar.isASCII {
                switch scalar.value {
                case 0x30...0x39, 0x61...0x7A: self = .inWord
                case 0x27: self = .nothing
                default: self = .between
                }
                return
            }
            switch scalar.properties.generalCategory {
            case .lowercaseLetter, .uppercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
                .letterNumber, .otherNumber:
                self = UnspacedScripts.contains(scalar) ? .unspaced : .inWord
            case .nonspacingMark, .spacingMark: self = .mark
            case .otherSymbol: self = .pictograph
            case .format: self = .nothing
            default: self = .between
            }
        }
    }
}

/// Scripts that leave no space between words.
enum UnspacedScripts {
    static func contains(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        // Thai, Lao; Burmese; Khmer.
        case 0x0E01...0x0EFF, 0x1000...0x109F, 0x1780...0x17FF: true
        // Kana, and the Chinese characters with their extensions.
        case 0x3005...0x3007, 0x3041...0x30FF, 0x31F0...0x31FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF,
            0x20000...0x3134F:
            true
        default: false
        }
    }

    /// Hiragana mostly inflects and joins.
    static func isHiragana(_ value: UInt64) -> Bool { (0x3041...0x309F).contains(value) }
}
