/// The headers of an answer as they come in, line by line.
struct ResponseHead {
    /// Names in lower case; repeated ones joined.
    private(set) var fields: [String: String] = [:]
    /// Of all that was read, intermediate answers included.
    private(set) var bytes = 0
    /// The line before was a status line: what was known of an answer was of another.
    private(set) var isNew = false
    /// The empty line has come.
    private(set) var isOver = false
    /// It says two lengths of one body: where the next answer begins is anybody's guess (RFC 9112, 6.3).
    private(set) var isContradictory = false

    mutating func read(_ line: UnsafeRawBufferPointer) {
        bytes += line.count
        isNew = line.starts(with: "HTTP/".utf8)
        if isNew {
            fields = [:]
            isOver = false
        } else if !isOver {
            isOver = line.allSatisfy { $0 == 13 || $0 == 10 }
            add(line)
        }
        // What comes behind the body is no header: whoever sent it could not know it before.
    }

    private mutating func add(_ line: UnsafeRawBufferPointer) {
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > 0 else { return }
        let name = String(decoding: line[..<colon], as: UTF8.self).lowercased()
        let value = String(decoding: line[(colon + 1)...].trimmed, as: UTF8.self)
        if name == "content-length", let length = fields[name], length != value { isContradictory = true }
        fields[name] = fields[name].map { $0 + ", " + value } ?? value
    }
}

extension Slice<UnsafeRawBufferPointer> {
    /// Without white space before and after.
    fileprivate var trimmed: Self {
        let isBlank = { (byte: UInt8) in byte == 32 || byte == 9 || byte == 13 || byte == 10 }
        guard let first = firstIndex(where: { !isBlank($0) }), let last = lastIndex(where: { !isBlank($0) }) else {
            return self[endIndex...]
        }
        return self[first...last]
    }
}
