/// Puts together what AUTHENTICATE sends in pieces, and cuts what it answers (IRCv3 SASL, "The AUTHENTICATE command").
struct SASLChunks: Equatable, Sendable {
    enum Step: Equatable, Sendable {
        case more
        case whole([UInt8])
        case malformed
        case tooLong
        case aborted
    }
    static let chunkBytes = 400

    private let mostBytes: Int
    private var code = ""

    /// `mostBytes` of code, over all pieces.
    init(mostBytes: Int) { self.mostBytes = mostBytes }

    mutating func feed(_ chunk: String) -> Step {
        guard chunk != "*" else { return .aborted }
        guard chunk.utf8.count <= Self.chunkBytes else { return .tooLong }
        if chunk != "+" { code += chunk }
        guard code.utf8.count <= mostBytes else { return .tooLong }
        // A full chunk means that another follows, even an empty one.
        guard chunk.utf8.count < Self.chunkBytes else { return .more }
        defer { code = "" }
        return Base64.decoded(code).map { .whole($0) } ?? .malformed
    }

    static func cut(_ bytes: [UInt8]) -> [String] {
        let code = Array(Base64.encoded(bytes).utf8)
        var chunks = stride(from: 0, to: code.count, by: chunkBytes).map { start in
            String(decoding: code[start..<min(start + chunkBytes, code.count)], as: UTF8.self)
        }
        if code.count.isMultiple(of: chunkBytes) { chunks.append("+") }
        return chunks
    }
}
