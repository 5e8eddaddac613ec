import DeskCore
import TestKit
import Testing

@testable import DeskMatrix

/// Long and odd words through the room of a case, both ways.
@Suite(.timeLimit(.minutes(3))) struct LongWordsTests {
    private static func play(
        _ body: @Sendable @escaping (MatrixWorld, HomeserverUser, Address) async throws -> Void
    ) async throws {
        try await MatrixWorld.play { world in
            let kim = world.server.user("kim", name: "Kim")
            try await world.run {
                try await world.untilThere()
                let opening = Delivery(
                    id: "desk.1", to: StaffRoomTests.staff,
                    act: .openRoom(number: 7, title: "Case 7", agent: "kim", person: "matrix:@kim:localhost"),
                    lane: .agent)
                let address = try #require(try await world.deliver(opening).room)
                try kim.join(address.room.rawValue)
                try await body(world, kim, address)
            }
        }
    }

    private static let odd = [
        "a\u{0}b", "\u{202E}backwards", "👩‍👩‍👧‍👦", "e\u{301}\u{301}\u{301}", "\u{FEFF}x", "\u{10FFFF}", "مرحبا",
        "\\\"\\u0000",
    ]

    @Test func `are the customer's to the last byte`() async throws {
        try await Self.play { world, kim, address in
            // As much as fits into an event with what is around it.
            let long = String(repeating: "ü", count: 31_000)
            for text in [long] + Self.odd { try kim.say(text, in: address.room.rawValue) }
            try await eventually("all are told") { await world.inbox.said.count == Self.odd.count + 1 }
            #expect(await world.inbox.said == [long] + Self.odd)
        }
    }

    @Test func `are the agent's in as many events as it takes`() async throws {
        try await Self.play { world, _, address in
            let room = address.room.rawValue
            let long = String(repeating: "\"👩‍👩‍👧‍👦\u{1}", count: 3000)
            #expect(long.utf8.count > 64 << 10)
            for (number, text) in ([long] + Self.odd).enumerated() {
                try await world.deliver(
                    MatrixWorld.delivery(
                        "c\(number)", text, to: address, causedBy: ArrivalID("irc:\(number)"), by: .customer("Max")))
            }
            let sent = world.desk.sent(in: room)
            #expect(sent.allSatisfy { $0.content.text.utf8.count < 60_000 })
            let pieces = sent.filter { $0.content["chat.rapport.cause"] == "irc:0" }.compactMap {
                $0.content["body"]?.string
            }
            #expect(pieces.joined() == "Max: " + long.replacing("\u{1}", with: "\u{FFFD}"))
            let words = world.desk.said(in: room).suffix(Self.odd.count)
            #expect(Array(words) == Self.odd.map { "Max: " + $0.replacing("\u{0}", with: "\u{FFFD}") })
            try await world.deliver(
                Delivery(
                    id: "e", to: address,
                    act: .correct("irc:0", Utterance(speaker: .customer("Max"), prose: Prose(text: long))),
                    lane: .agent, causedBy: "irc:x"))
            #expect(world.desk.sent(in: room).allSatisfy { $0.content.text.utf8.count < 64_000 })
        }
    }
}
