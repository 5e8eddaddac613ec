import Testing

@testable import DeskMatrix

/// Client-server API, "Instant messaging".
@Suite struct IncomingMessageTests {
    private func message(_ content: JSON, type: String = "m.room.message") -> IncomingMessage? {
        MatrixEvent([
            "event_id": "$e", "type": .string(type), "sender": "@max:example.org", "origin_server_ts": 7,
            "content": content,
        ]).flatMap(IncomingMessage.init)
    }

    @Test func `reads text and emotes as they are`() {
        #expect(message(["msgtype": "m.text", "body": "hello\nthere"])?.text == "hello\nthere")
        #expect(message(["msgtype": "m.emote", "body": "waves"])?.text == "waves")
    }

    @Test func `knows what programs say`() {
        #expect(message(["msgtype": "m.notice", "body": "hello"])?.isNotice == true)
        #expect(message(["msgtype": "m.text", "body": "hello"])?.isNotice == false)
    }

    @Test(arguments: [
        ["m.image", "cat.png", "[image] cat.png"], ["m.location", "Paris", "[location] Paris"],
        ["m.file", "log.txt", "[file] log.txt"],
    ])
    func `names what is no text`(all: [String]) {
        #expect(message(["msgtype": .string(all[0]), "body": .string(all[1])])?.text == all[2])
    }

    private func file(_ more: JSON) -> IncomingMessage? {
        var content: [String: JSON] = ["msgtype": "m.image", "body": "cat.png", "url": "mxc://x/1"]
        content.merge(more.object ?? [:]) { $1 }
        return message(.object(content))
    }

    @Test func `says of a file what the event says of it`() {
        #expect(file([:])?.text == "[image] cat.png")
        #expect(
            file(["info": ["mimetype": "image/png", "size": 32_100]])?.text == "[image] cat.png (image/png, 32 kB)")
        #expect(file(["info": ["size": -1]])?.text == "[image] cat.png")
        #expect(file(["info": ["mimetype": "a\r\nb/c", "size": 7]])?.text == "[image] cat.png (7 bytes)")
        #expect(file(["filename": "cat.png"])?.text == "[image] cat.png")
        let captioned = file(["filename": "a\nb.png", "body": "look at\nthis", "info": ["size": 7]])
        #expect(captioned?.text == "[image] a b.png (7 bytes)\nlook at\nthis")
        let place = message(["msgtype": "m.location", "body": "Paris", "geo_uri": "geo:48.8,2.3"])
        #expect(place?.text == "[location] Paris geo:48.8,2.3" && place?.hasFile == false)
    }

    @Test func `knows whether there is something to fetch`() {
        #expect(file([:])?.hasFile == true)
        #expect(message(["body": "x", "url": "mxc://x/1"], type: "m.sticker")?.hasFile == true)
        #expect(file(["url": .null, "file": ["url": "mxc://x/1"]])?.hasFile == false)
        for place in ["mxc://x", "mxc:///1", "mxc://x/1/2", "https://x/1", "mxc://x/..", "mxc://x?/1", "mxc://x/1%2F"] {
            #expect(file(["url": .string(place)])?.hasFile == false, "\(place)")
        }
        #expect(message(["msgtype": "m.text", "body": "x", "url": "mxc://x/1"])?.hasFile == false)
    }

    @Test func `names a sticker`() {
        #expect(message(["body": "thumbs up"], type: "m.sticker")?.text == "[sticker] thumbs up")
    }

    @Test(
        arguments: [
            [:], ["body": "x"], ["msgtype": "m.text"], ["msgtype": "m.text", "body": 7], ["msgtype": 7, "body": "x"],
            ["msgtype": "m.text", "body": ""], ["msgtype": "m.text", "body": " \n\t"], "text", [1],
        ] as [JSON])
    func `finds nothing in what has no text`(content: JSON) {
        #expect(message(content) == nil)
    }

    /// "Event replacements".
    @Test func `reads an edit for what is new`() {
        let edit = message([
            "msgtype": "m.text", "body": "* where is it?",
            "m.new_content": ["msgtype": "m.text", "body": "where is it?"],
            "m.relates_to": ["rel_type": "m.replace", "event_id": "$first"],
        ])
        #expect(edit?.text == "where is it?")
        #expect(edit?.replaces == "$first")
    }

    /// "Fallbacks for rich replies", before version 1.13.
    @Test(arguments: [
        ["> <@desk:x> Which?\n> One or two?\n\ntwo", "two"], ["> <@desk:x> Which?\ntwo", "two"],
        ["> * <@desk:x> waves\n\nhello\n> quoted by hand", "hello\n> quoted by hand"], ["> by hand", "> by hand"],
        ["two", "two"],
    ])
    func `reads a reply without what it answers`(texts: [String]) {
        let reply = message([
            "msgtype": "m.text", "body": .string(texts[0]), "m.relates_to": ["m.in_reply_to": ["event_id": "$q"]],
        ])
        #expect(reply?.text == texts[1])
        #expect(reply?.repliesTo == "$q")
    }

    @Test func `keeps a quotation that is no reply`() {
        #expect(message(["msgtype": "m.text", "body": "> <me> said\n\nthis"])?.text == "> <me> said\n\nthis")
    }

    @Test func `cuts at the limit, between characters`() {
        let most = IncomingMessage.mostBytes
        let fits = String(repeating: "x", count: most)
        #expect(message(["msgtype": "m.text", "body": .string(fits)])?.text == fits)
        #expect(message(["msgtype": "m.text", "body": .string(fits + "y")])?.text == fits)
        let wide = message(["msgtype": "m.text", "body": .string("x" + String(repeating: "é", count: most))])?.text
        #expect(wide?.utf8.count == most - 1)
        #expect(wide?.hasSuffix("é") == true)
    }

    // MARK: - Among others

    private let desk = UserID("@support:example.org")

    @Test(arguments: [
        "support: where is it?", "Support, where is it?", "@support where is it?", "@support:example.org: where is it?",
        "Help Desk: where is it?",
    ])
    func `knows who is called`(text: String) throws {
        let desk = try #require(desk)
        let message = try #require(self.message(["msgtype": "m.text", "body": .string(text)]))
        #expect(message.isTo(desk, name: "Help Desk"))
        #expect(message.text(without: desk, name: "Help Desk") == "where is it?")
    }

    @Test(arguments: ["supporters: where is it?", "where is support?", "where is it?", "Help Desks: what?"])
    func `leaves alone who is not called`(text: String) throws {
        let message = try #require(self.message(["msgtype": "m.text", "body": .string(text)]))
        #expect(!message.isTo(try #require(desk), name: "Help Desk"))
    }

    @Test func `knows who is mentioned`() throws {
        let message = try #require(
            self.message([
                "msgtype": "m.text", "body": "where is it?", "m.mentions": ["user_ids": ["@support:example.org"]],
            ]))
        #expect(message.isTo(try #require(desk), name: nil))
    }
}
