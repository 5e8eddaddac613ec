/// A mode that is on or off, and its letter.
protocol ModeSet: OptionSet where Element == Self {
    static var letters: [(letter: Character, mode: Self)] { get }
}

extension ModeSet {
    /// Such as `+nt`; `+` where none is set.
    var text: String { "+" + String(Self.letters.filter { contains($0.mode) }.map(\.letter)) }

    static var allLetters: String { String(letters.map(\.letter)) }

    static func mode(_ letter: Character) -> Self? { letters.first { $0.letter == letter }?.mode }
}

/// What a person says of themselves.
struct UserModes: ModeSet {
    let rawValue: UInt8

    /// They are a program (IRCv3 bot mode).
    static let bot = Self(rawValue: 1)
    static let invisible = Self(rawValue: 1 << 1)

    static let letters: [(letter: Character, mode: Self)] = [("B", .bot), ("i", .invisible)]
}

/// How a channel is that agents opened.
struct RoomModes: ModeSet {
    let rawValue: UInt8

    /// Only who is inside can be heard there.
    static let noExternal = Self(rawValue: 1)
    /// Only who is inside sees that it is there.
    static let secret = Self(rawValue: 1 << 1)
    /// Only operators set the topic.
    static let topicLocked = Self(rawValue: 1 << 2)

    static let letters: [(letter: Character, mode: Self)] = [
        ("n", .noExternal), ("s", .secret), ("t", .topicLocked),
    ]
}

/// Puts changes of modes together, as one MODE tells them: `+ov-t anna otto`.
struct ModeChanges {
    private(set) var letters = ""
    private(set) var params: [String] = []
    private var isAdding: Bool?

    var isEmpty: Bool { letters.isEmpty }

    mutating func add(_ letter: Character, isAdded: Bool, _ param: String? = nil) {
        if isAdding != isAdded { letters.append(isAdded ? "+" : "-") }
        isAdding = isAdded
        letters.append(letter)
        if let param { params.append(param) }
    }
}
