import DeskCore
import Invariants

@testable import DeskMatrix

/// Called by libFuzzer with one answer of a homeserver after another.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzSync(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    guard let json = try? JSONReader.read(Array(UnsafeBufferPointer(start: start, count: count))) else { return 0 }
    let written = json.bytes
    let again = try? JSONReader.read(written)
    require(again?.bytes == written, "what is written reads as something else")
    let page = HistoryResponse(json)
    for event in page.events { check(event) }
    _ = MatrixFailure(status: 429, headers: [:], body: json)
    guard let sync = try? SyncResponse(json, me: "@desk:x") else { return 0 }
    for room in sync.joined.values {
        for event in room.events + room.state { check(event) }
    }
    return 0
}

private func check(_ event: MatrixEvent) {
    _ = event.membership
    guard let message = IncomingMessage(event) else { return }
    require(message.text.utf8.count <= IncomingMessage.mostBytes + 16, "a text longer than the longest")
    require(message.text.contains { !$0.isWhitespace }, "a text without any")
    if let desk = UserID("@desk:x") {
        _ = message.isTo(desk, name: "Desk")
        require(!message.text(without: desk, name: "Desk").isEmpty, "nothing is left behind a name")
    }
    checkSaid(message.text)
}

/// The same text as the desk would say it.
private func checkSaid(_ text: String) {
    let prose = Prose([.paragraph([.strong([.text(text)]), .link([.text(text)], destination: text)])])
    let html = MatrixHTML.render(prose, by: text) ?? ""
    for part in html.utf8.split(separator: UInt8(ascii: "<"), omittingEmptySubsequences: false).dropFirst() {
        let tag = String(decoding: part.prefix { $0 != UInt8(ascii: ">") }, as: UTF8.self)
        require(
            ["strong", "/strong", "/a"].contains(tag) || tag.hasPrefix("a href=\""),
            "a tag from a text: \(tag.prefix(40))")
    }
    let pieces = OutgoingMessage.pieces(of: text, bytes: 16)
    require(pieces.joined().utf8.elementsEqual(text.utf8), "lost as it was cut")
    require(pieces.allSatisfy { $0.utf8.count <= 16 }, "a piece longer than it may be")
}
