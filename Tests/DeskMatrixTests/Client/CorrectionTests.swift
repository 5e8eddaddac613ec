import DeskCore
import TestKit
import Testing

@testable import DeskMatrix

/// What the desk has said and changes afterwards.
@Suite(.timeLimit(.minutes(3))) struct CorrectionTests {
    private static func change(
        _ id: String, _ act: Act, in room: Address, causedBy cause: ArrivalID = "matrix:$edit"
    ) -> Delivery {
        Delivery(id: DeliveryID(id), to: room, act: act, lane: .agent, causedBy: cause)
    }

    private static func words(_ text: String) -> Utterance {
        Utterance(speaker: .agent("kim"), prose: Prose(text: text))
    }

    /// With the process that said it, or with the next one, which finds it in the history.
    private static func play(
        isLater: Bool, saying text: String, between count: Int = 0,
        _ body: @Sendable @escaping (MatrixWorld, String) async throws -> Void
    ) async throws {
        try await MatrixWorld.play { world in
            let (memory, room) = (FakeMemory(), Box(""))
            try await world.run(memory) {
                try await world.untilThere()
                room.value = try await world.meet(world.ann, isOpaque: true)
                let address = world.address(room.value)
                try await world.deliver(MatrixWorld.delivery("c1", "another", to: address, causedBy: "matrix:$other"))
                try await world.deliver(
                    MatrixWorld.delivery("c2", text, to: address, causedBy: "matrix:$said", by: .agent("kim")))
                for number in 0..<count { try world.ann.say("\(number)", in: room.value) }
                if !isLater { try await body(world, room.value) }
            }
            guard isLater else { return }
            let next = world.again()
            try await next.run(memory) {
                try await next.untilThere()
                try await body(next, room.value)
            }
        }
    }

    @Test(arguments: [false, true]) func `puts other words in their place`(isLater: Bool) async throws {
        try await Self.play(isLater: isLater, saying: "tomorow", between: 150) { world, room in
            let original = try #require(world.desk.sent(in: room).last { $0.content["body"] == "kim: tomorow" })
            #expect(original.content["chat.rapport.cause"] == "matrix:$said")
            for (number, text) in ["tomorrow", "on <Friday>"].enumerated() {
                let receipt = try await world.deliver(
                    Self.change("c3.\(number)", .correct("matrix:$said", Self.words(text)), in: world.address(room)))
                let edit = try #require(world.desk.sent(in: room).last)
                #expect(receipt.remoteID == edit.id)
                #expect(edit.content["body"]?.string == "* kim: \(text)")
                #expect(edit.content["m.new_content"]?["body"]?.string == "kim: \(text)")
                #expect(edit.content["m.new_content"]?["msgtype"] == "m.text")
                #expect(edit.content["m.relates_to"] == ["rel_type": "m.replace", "event_id": .string(original.id)])
                #expect(edit.content["chat.rapport.cause"] == "matrix:$edit")
            }
            let html = world.desk.sent(in: room).last?.content["m.new_content"]?["formatted_body"]
            #expect(html == "<strong>kim</strong>: on &lt;Friday&gt;")
        }
    }

    @Test func `says anew, with a mark, what it does not find`() async throws {
        try await Self.play(isLater: false, saying: "tomorow") { world, room in
            for _ in 0..<2 {
                try await world.deliver(
                    Self.change("c3", .correct("matrix:$nothing", Self.words("tomorrow")), in: world.address(room)))
            }
            #expect(world.desk.said(in: room) == ["another", "kim: tomorow", "kim: ✎ tomorrow"])
        }
    }

    @Test(arguments: [false, true]) func `takes back all that was said because of it`(isLater: Bool) async throws {
        let long = String(repeating: "line of words\n", count: 3000)
        try await Self.play(isLater: isLater, saying: long) { world, room in
            #expect(world.desk.said(in: room).count == 4)
            for id in ["c3", "c3"] {
                try await world.deliver(Self.change(id, .takeBack("matrix:$said"), in: world.address(room)))
            }
            #expect(world.desk.said(in: room) == ["another"])
            #expect(world.desk.sent(in: room).filter { $0.type == "m.room.redaction" }.count == 3)
            try await world.deliver(Self.change("c4", .takeBack("matrix:$nothing"), in: world.address(room)))
            #expect(world.desk.said(in: room) == ["another"])
        }
    }

    @Test(arguments: [false, true]) func `takes back what was corrected, with its corrections`(isLater: Bool)
        async throws
    {
        try await Self.play(isLater: false, saying: "secret") { world, room in
            try await world.deliver(
                Self.change("c3", .correct("matrix:$said", Self.words("secrets")), in: world.address(room)))
            // An agent takes back the correction alone, or all of it.
            let id: ArrivalID = isLater ? "matrix:$edit" : "matrix:$said"
            try await world.deliver(Self.change("c4", .takeBack(id), in: world.address(room)))
            #expect(world.desk.said(in: room) == (isLater ? ["another", "kim: secret"] : ["another"]))
        }
    }

    @Test func `makes of one message several, and of several one`() async throws {
        try await Self.play(isLater: false, saying: "short") { world, room in
            let long = String(repeating: "line of words\n", count: 1000)
            try await world.deliver(
                Self.change("c3", .correct("matrix:$said", Self.words(long)), in: world.address(room)))
            let sent = world.desk.sent(in: room)
            try #require(sent.count == 4)
            #expect(sent[2].content["m.relates_to"]?["event_id"]?.string == sent[1].id)
            #expect(sent[3].content["m.relates_to"] == nil)
            #expect(sent[2...].allSatisfy { $0.content.text.utf8.count < 60_000 })
            try await world.deliver(Self.change("c4", .takeBack("matrix:$said"), in: world.address(room)))
            #expect(world.desk.said(in: room) == ["another"])
        }
    }

    @Test(arguments: [.loseAnswer, .status(500), .half] as [HomeserverFault])
    func `changes it once through a server that misbehaves`(fault: HomeserverFault) async throws {
        try await Self.play(isLater: true, saying: "tomorow") { world, room in
            for path in ["/messages", "/send/", "/redact/"] { world.server.misbehave(fault, on: path) }
            try await world.deliver(
                Self.change("c3", .correct("matrix:$said", Self.words("tomorrow")), in: world.address(room)))
            try await world.deliver(Self.change("c4", .takeBack("matrix:$said"), in: world.address(room)))
            #expect(world.desk.said(in: room) == ["another"])
            #expect(world.desk.sent(in: room).filter { $0.type == "m.room.redaction" }.count == 2)
        }
    }
}
