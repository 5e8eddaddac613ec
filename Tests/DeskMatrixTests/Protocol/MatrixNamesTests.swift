import DeskCore
import Testing

@testable import DeskMatrix

@Suite struct MatrixNamesTests {
    @Test func `takes users apart`() throws {
        let user = try #require(UserID("@max:example.org:8448"))
        #expect((user.localpart, user.server) == ("max", "example.org:8448"))
        for text in ["max:example.org", "@max", "@max:", "", "@ma x:y", "@a:\(String(repeating: "x", count: 253))"] {
            #expect(UserID(text) == nil)
        }
        #expect(UserID("@a:\(String(repeating: "x", count: 252))") != nil)
    }

    /// Client-server API, "Glob-style matching".
    @Test(arguments: [
        ("*", "anything", true), ("*.example.org", "m.example.org", true), ("*.example.org", "example.org", false),
        ("ex?mple.org", "EXAMPLE.org", true), ("ex?mple.org", "exmple.org", false), ("*bot*", "@my-bot:x", true),
        ("a*b*c", "aXbXbXc", true), ("a*b*c", "aXcXb", false), ("", "", true), ("", "x", false), ("x", "", false),
        ("**", "", true),
    ])
    func `matches names`(pattern: String, name: String, does: Bool) {
        #expect(NamePattern(pattern).matches(name) == does)
    }

    @Test func `is quick at what is hard to match`() {
        #expect(!NamePattern(String(repeating: "a*", count: 50) + "b").matches(String(repeating: "a", count: 2000)))
    }

    /// Ids of rooms of version 12 have no server.
    @Test(arguments: [
        RoomAddress.direct(room: "!abc:example.org"), .direct(room: "!31hneApxJ_1o-63DmFrpeqnkFfWppnzWso1JvH3ogLM"),
        .among(room: "!abc:x", user: "@max:x"), .aside(user: "@max:x"),
    ])
    func `names rooms for the house`(place: RoomAddress) {
        #expect(RoomAddress(place.id) == place)
    }

    @Test func `encodes every part of a path`() {
        let request = MatrixRequest.send("m.room.message", to: "!a/b?c#d:x", transaction: "e.c1.2 ü", ["body": "x"])
        #expect(
            request.path
                == "/_matrix/client/v3/rooms/%21a%2Fb%3Fc%23d%3Ax/send/m.room.message/e.c1.2%20%C3%BC")
        #expect(MatrixRequest.join("..").path == "/_matrix/client/v3/rooms/%2E%2E/join")
        #expect(MatrixRequest.sync(since: "s&1", filter: "0", wait: .seconds(30)).path.hasSuffix("since=s%261"))
        #expect(!MatrixRequest.versions.needsToken && !MatrixRequest.refresh("r").needsToken)
    }
}
