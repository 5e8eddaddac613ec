import Testing

@testable import DeskIRC

/// Words that somebody would like to become a line of their own.
let nasty = [
    "a\r\nQUIT :b", "a\nQUIT", "a\rQUIT", "a\0b", "\u{2028}x", " a b", ":a", "", "é\r\n", "\r\n",
    "\u{02}bold\u{03}4,5 red", "@x=y :z PRIVMSG bob :hi", "\u{85}c1", "\u{01}ACTION waves\u{01}",
]

@Suite struct MessageTests {
    /// RFC 1459 2.3: CR LF ends a message and stands nowhere else.
    @Test(arguments: nasty) func isOneLineWhateverItHolds(word: String) throws {
        let message = IRCMessage(word, [word, word, word], source: word, tags: [word: word, "k": word])
        let wire = message.wire
        #expect(wire.suffix(2) == [13, 10])
        #expect(!wire.dropLast(2).contains { $0 == 13 || $0 == 10 || $0 == 0 })
        // The parts keep their number: nothing became a parameter or a tag of its own.
        let params = IRCMessage("X", [word, word, word], source: "s").wire
        let parsed = try IRCMessage(parsing: params.dropLast(2))
        #expect(parsed.params.count == 3)
        #expect(parsed.command == "X")
        #expect(parsed.source == "s")
    }

    /// IRCv3 message-tags "Escaping values": what goes in comes out, except NUL.
    @Test(arguments: nasty) func tagsComeBack(word: String) throws {
        let wire = IRCMessage("X", tags: ["k": word]).wire
        let parsed = try IRCMessage(parsing: wire.dropLast(2))
        #expect(parsed.tags["k"] == String(word.unicodeScalars.filter { $0 != "\0" }.map { Character($0) }))
        #expect(parsed.command == "X")
    }

    /// RFC 1459 2.3: 512 with CR LF; the cut never splits a character.
    @Test(arguments: ["x", "é", "€", "😀"]) func neverTooLong(character: String) {
        for start in 0..<4 {
            let text = String(repeating: "a", count: start) + String(repeating: character, count: 600)
            let wire = IRCMessage("PRIVMSG", ["bob", text], source: "support", tags: ["msgid": "1"]).wire
            let line = wire.drop { $0 != UInt8(ascii: ":") }
            #expect(line.count <= 512)
            #expect(line.count > 508)
            #expect(String(validating: line, as: UTF8.self) != nil)
        }
    }

    @Test func tagsBeyondTheLimitAreLeftOut() throws {
        let wire = IRCMessage("X", tags: ["a": "1", "b": String(repeating: "x", count: 8183)]).wire
        #expect(wire.count == 1 + 8189 + 1 + 3)
        let more = IRCMessage("X", tags: ["a": "1", "b": String(repeating: "x", count: 8184)]).wire
        #expect(try IRCMessage(parsing: more.dropLast(2)).tags == ["a": "1"])
    }

    /// IRCv3 UTF8ONLY.
    @Test func refusesOtherThanUTF8() {
        #expect(throws: IRCParseError.invalidUTF8) { try IRCMessage(parsing: [80, 32, 58, 0xE9]) }
        #expect(throws: IRCParseError.empty) { try IRCMessage(parsing: ":source ".utf8) }
    }

    /// RFC 1459 2.3: 510 bytes and the end; one more is refused. IRCv3 message-tags "Size limit": 4094.
    @Test(arguments: [(0, 0), (4094, 1), (17, 1)]) func framesAtTheLimit(tagBytes: Int, marks: Int) {
        for (length, isFine) in [(510, true), (511, false)] {
            var framer = LineFramer()
            let tags = marks == 0 ? "" : "@" + String(repeating: "t", count: tagBytes) + " "
            let line = tags + String(repeating: "x", count: length)
            framer.append((line + "\r\n").utf8)
            #expect(framer.next() == (isFine ? .line([UInt8](line.utf8)) : .tooLong))
            #expect(framer.next() == nil)
        }
        var framer = LineFramer()
        framer.append(("@" + String(repeating: "t", count: 4095) + " X\r\nY\n").utf8)
        #expect(framer.next() == .tooLong)
        #expect(framer.next() == .line([89]))
    }

    @Test func framesBytesOneByOne() {
        var framer = LineFramer()
        var items: [LineFramer.Item] = []
        for byte in "A\r\n\r\nB\rC\n\nD".utf8 {
            framer.append([byte])
            while let item = framer.next() { items.append(item) }
        }
        #expect(items == [.line([65]), .line([66]), .line([67])])
        #expect(framer.count == 1)
    }

    /// An endless line costs no memory and is told once.
    @Test func forgetsALineWithoutEnd() {
        var framer = LineFramer()
        var told = 0
        for _ in 0..<100 {
            framer.append([UInt8](repeating: 65, count: 1000))
            while let item = framer.next() { told += item == .tooLong ? 1 : 0 }
            #expect(framer.count <= LineFramer.mostBytes)
        }
        framer.append("\r\nX\r\n".utf8)
        #expect(framer.next() == .line([88]))
        #expect(told == 1)
    }

    @Test func bucketGivesABurstThenARate() {
        var bucket = TokenBucket(burst: 3, perSecond: 4, now: 0)
        for _ in 0..<3 { #expect(bucket.take(now: 0) == nil) }
        #expect(bucket.take(now: 0) == 250)
        #expect(bucket.take(now: 249) == 1)
        #expect(bucket.take(now: 250) == nil)
        #expect(bucket.take(now: 250) == 250)
        for _ in 0..<3 { #expect(bucket.take(now: 100_000) == nil) }
        #expect(bucket.take(now: 100_000) != nil)
    }
}
