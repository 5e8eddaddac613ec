import DeskCore
import Invariants

@testable import DeskIRC

/// What people's words become, and the small readers that are fed with them.
enum TextCheck {
    static func check(_ text: String, bytes: Int) {
        checkPieces(of: text, bytes: bytes)
        let plain = IRCText.plain(text)
        require(!plain.unicodeScalars.contains { IRCText.isControl($0) }, "a control character came through")
        require(IRCText.plain(plain) == plain, "plain text that is not plain")
        checkPieces(of: plain, bytes: bytes)
        require(!IRCText.name(text).unicodeScalars.contains { IRCText.isInvisible($0) }, "a name that hides something")
        require(IRCName.isValidNick(IRCName.nick(from: text)), "\(IRCName.nick(from: text)) is no nick")
        require(IRCSource(parsing: text).text == text, "a source became another")
        _ = CTCP(text)
        _ = Mask(text).fits(plain)
        _ = NetworkAddress(text)
        _ = AddressRange(text)
        if let raw = Base64.decoded(text) {
            require(Base64.decoded(Base64.encoded(raw)) == raw, "base 64 that is read as something else")
        }
        _ = SASLPlain(Array(text.utf8))
        _ = SASLScram(clientFirst: Array(text.utf8))
        let words = text.split(separator: " ").map(String.init)
        if let request = try? HistoryRequest(words) { checkHistory(request) }
        _ = Capabilities().applying(text)
    }

    private static func checkPieces(of text: String, bytes: Int) {
        let pieces = LineCutter.pieces(of: text, bytes: bytes)
        for piece in pieces {
            require(piece.utf8.count <= bytes, "\(piece.utf8.count) bytes where \(bytes) fit")
            require(!piece.isEmpty || text.isEmpty, "an empty piece")
        }
        // At a cut a space goes, and a style is opened again.
        let isWord = { (byte: UInt8) in byte != 0x20 && byte != 0x02 && byte != 0x1D }
        let whole = pieces.flatMap { $0.utf8.filter(isWord) }
        require(whole == text.utf8.filter(isWord), "pieces that are not the text")
    }

    private static func checkHistory(_ request: HistoryRequest) {
        let messages = Array(0..<150)
        let found = request.selected(of: messages, id: { "m\($0)" }) { index in
            .init(milliseconds: 1_700_000_000_000 + Int64(index / 2) * 1000)
        }
        require(found.count <= request.limit && found.count <= HistoryRequest.most, "more than was asked for")
        require(Array(found) == found.sorted(), "in another order")
    }
}
