/// Cuts a stream of bytes into lines. CR alone ends a line as LF does, so that no line can hold either.
struct LineFramer: Sendable {
    enum Item: Equatable, Sendable {
        case line([UInt8])
        /// Longer than a client may send; told once, its bytes are not kept.
        case tooLong
        /// So long that its sender means no line; told once.
        case endless
    }
    /// What is passed over of one line before it counts as endless.
    static let mostSkipped = 65_536
    /// The longest tags a client may send, between `@` and the space (IRCv3 message-tags, "Size limit").
    static let longestClientTags = 4094
    private let longestTags: Int
    /// Without its end.
    private let longestLine: Int
    /// `@`, tags, space and a line without its end.
    private var mostKept: Int { longestTags + 2 + longestLine }
    /// The same of a client's line.
    static let mostBytes = longestClientTags + 2 + IRCMessage.longestLine - 2

    private var bytes: [UInt8] = []
    private var start = 0
    /// Where the search for a line's end goes on.
    private var searched = 0
    private var isSkipping = false
    private var skipped = 0

    /// As a server reads its clients, where nothing else is said. `longestLine` is with its end.
    init(longestTags: Int = longestClientTags, longestLine: Int = IRCMessage.longestLine) {
        self.longestTags = longestTags
        self.longestLine = longestLine - 2
    }

    /// How many bytes wait here.
    var count: Int { bytes.count - start }

    mutating func append(_ more: some Collection<UInt8>) {
        bytes.append(contentsOf: more)
    }

    /// The next whole line that is not empty.
    mutating func next() -> Item? {
        while let end = bytes[searched...].firstIndex(where: { $0 == 10 || $0 == 13 }) {
            let line = bytes[start..<end]
            start = end + 1
            searched = start
            guard !isSkipping else {
                isSkipping = false
                continue
            }
            if !line.isEmpty { return isTooLong(line) ? .tooLong : .line([UInt8](line)) }
        }
        searched = bytes.count
        return keepRest()
    }

    /// Keeps at most one unfinished line, and no memory at all where there is none: most connections are idle.
    private mutating func keepRest() -> Item? {
        var isEndless = false
        if isSkipping {
            let before = skipped
            skipped += bytes.count - start
            isEndless = before <= Self.mostSkipped && skipped > Self.mostSkipped
            bytes = []
        } else if start == bytes.count {
            bytes = []
        } else if start > 0 {
            bytes.removeSubrange(..<start)
        }
        start = 0
        searched = bytes.count
        guard bytes.count > mostKept else { return isEndless ? .endless : nil }
        skipped = bytes.count
        bytes = []
        searched = 0
        isSkipping = true
        return .tooLong
    }

    private func isTooLong(_ line: ArraySlice<UInt8>) -> Bool {
        guard line.first == UInt8(ascii: "@") else { return line.count > longestLine }
        guard let space = line.firstIndex(of: UInt8(ascii: " ")) else { return line.count - 1 > longestTags }
        return space - line.startIndex - 1 > longestTags || line.endIndex - space - 1 > longestLine
    }
}
