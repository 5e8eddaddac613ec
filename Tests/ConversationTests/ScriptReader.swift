import DeskCore

/// Why a page cannot be played, for whoever wrote it.
struct ScriptError: Error, Equatable, CustomStringConvertible {
    let file: String
    let line: Int
    let reason: String
    var description: String { "\(file):\(line): \(reason)" }
}

/// Reads the lines of a conversation.
struct ScriptReader {
    /// What stands before a line that belongs to the one above it.
    static let indent = "    "
    let file: String
    private var beats: [Beat] = []
    /// Empty lines that belong to what follows.
    private var gap: [String] = []
    /// Whether an indented line belongs to what was heard, or to the deed.
    private var isHearing = false

    init(file: String) { self.file = file }

    /// `first` is the number of the first line in the file.
    static func read(_ lines: [String], file: String, first: Int) throws(ScriptError) -> Script {
        var reader = ScriptReader(file: file)
        for (offset, line) in lines.enumerated() { try reader.take(line, first + offset) }
        return Script(beats: reader.beats)
    }

    private mutating func take(_ line: String, _ number: Int) throws(ScriptError) {
        func fail(_ reason: String) -> ScriptError {
            ScriptError(file: file, line: number, reason: reason)
        }
        if line.allSatisfy(\.isWhitespace) {
            gap.append("")
        } else if line.hasPrefix(Self.indent) {
            try takeMore(line, number)
        } else if line.hasPrefix("* ") {
            try hear(line, number)
        } else if line.hasPrefix("(") {
            guard let deed = Direction.deed(line) else {
                throw fail("this is no direction: see README.md")
            }
            begin(deed, line, number)
        } else {
            guard let speech = Speech(line) else {
                throw fail("a line is `name: words`, or stands in parentheses")
            }
            if speech.isHeard { return try hear(line, number) }
            if let problem = speech.problem { throw fail(problem) }
            begin(.says(speech.who, room: speech.room, [speech.words]), line, number)
        }
    }

    private mutating func begin(_ deed: Deed, _ line: String, _ number: Int) {
        beats.append(Beat(deed: deed, told: gap + [line], line: number))
        gap = []
        isHearing = false
    }

    private mutating func hear(_ line: String, _ number: Int) throws(ScriptError) {
        guard !beats.isEmpty else {
            throw ScriptError(
                file: file, line: number, reason: "nobody has done anything yet that could be answered")
        }
        beats[beats.count - 1].heard.append(line)
        gap = []
        isHearing = true
    }

    private mutating func takeMore(_ line: String, _ number: Int) throws(ScriptError) {
        if isHearing { return try hear(line, number) }
        guard let last = beats.popLast(), case .says(let who, let room, let words) = last.deed else {
            throw ScriptError(
                file: file, line: number, reason: "an indented line belongs to somebody's words above it")
        }
        let deed = Deed.says(who, room: room, words + [String(line.dropFirst(Self.indent.count))])
        beats.append(Beat(deed: deed, told: last.told + [line], line: last.line))
    }
}

/// `ann: words`, `kim (#desk): words`, `support to ben: words`.
struct Speech {
    let who: String
    let room: String?
    /// To whom it is said, where that is not plain.
    let hearer: String?
    let words: String

    init?(_ line: String) {
        let pattern = #/([A-Za-z][\w-]*)(?: \((#[\w-]+)\))?(?: to ([\w-]+))?: (.*)/#
        guard let match = line.wholeMatch(of: pattern) else { return nil }
        (who, room) = (String(match.1), match.2.map(String.init))
        (hearer, words) = (match.3.map(String.init), String(match.4))
    }

    private var isInStaffRoom: Bool { room.map { $0 != "#support" } ?? false }

    /// Lines shown again, to whoever takes over a case or comes back, begin with their time.
    private var isShownAgain: Bool { words.prefixMatch(of: #/\[\d\d:\d\d\] /#) != nil }

    /// Whether the desk brings these words, rather than somebody typing them.
    var isHeard: Bool {
        if who == Cast.desk || hearer != nil || isShownAgain { return true }
        return room != nil && Cast.isAgent(who) != isInStaffRoom
    }

    var problem: String? {
        words.allSatisfy(\.isWhitespace) ? "\(who) says nothing" : nil
    }
}

/// What stands in parentheses.
enum Direction {
    static func deed(_ line: String) -> Deed? {
        guard line.hasPrefix("("), line.hasSuffix(")") else { return nil }
        let text = String(line.dropFirst().dropLast())
        return time(text) ?? person(text) ?? writer(text)
    }

    private static func time(_ text: String) -> Deed? {
        guard let match = text.wholeMatch(of: #/(an?|\d+) (second|minute|hour)s? pass(?:es)?/#) else {
            return nil
        }
        let count = Int(match.1) ?? 1
        switch match.2 {
        case "second": return .passes(.seconds(count))
        case "minute": return .passes(.seconds(count * 60))
        default: return .passes(.seconds(count * 3600))
        }
    }

    private static func person(_ text: String) -> Deed? {
        let words = text.split(separator: " ").map(String.init)
        guard let who = words.first, who != Cast.desk else { return nil }
        switch words.dropFirst().joined(separator: " ") {
        case "comes back": return Cast.isAgent(who) ? nil : .comesBack(who)
        case "logs in": return .logsIn(who)
        case "leaves": return .leaves(who)
        case let rest where rest.hasPrefix("joins #") && words.count == 3:
            return .joins(who, room: words[2])
        default: return nil
        }
    }

    private static func writer(_ text: String) -> Deed? {
        guard let match = text.wholeMatch(of: #/((?:faqs|intents)/\S+\.md) now says: (.+)/#) else { return nil }
        return .rewrites(file: String(match.1), String(match.2))
    }
}
