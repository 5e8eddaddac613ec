@testable import DeskCore
import Foundation
import TestKit
import Testing

/// What a conversation keeps in mind for the next question, and for how long.
@Suite struct FollowUpStories {
    let ann = Someone.guest("ann")
    let kim = Someone.agent("kim")

    private func reading(
        _ id: ContentID?, products: [String] = [], readAs: Reading.ReadAs? = nil
    ) -> Reading {
        Reading(
            id.map { [.init(id: $0, confidence: 0.9)] } ?? [],
            thresholds: Reading.Thresholds(answer: 0.7, clarify: 0.3), revision: "sample-1", products: products,
            readAs: readAs)
    }

    /// Says something that is read so.
    private func says(_ text: String, readAs reading: Reading, in story: Story) async throws {
        story.readsTurns = false
        await story.says(ann, text)
        await story.happens(.turnRead(try #require(story.unread.last).id, reading))
        await story.passes(.seconds(4))
    }

    /// What the matcher would be told with the next turn.
    private func context(_ story: Story) async throws -> Turn.Context {
        story.readsTurns = false
        await story.says(ann, "next")
        return try #require(story.unread.last).context
    }

    @Test func `the products named last are kept, also where nothing was answered, and over a restart`() async throws {
        let story = await Story()
        try await says("my cove", readAs: reading(nil, products: ["cove"]), in: story)
        try await says("how long", readAs: reading(SampleContent.warranty), in: story)
        await story.restarts()
        #expect(try await context(story).products == ["cove"])
    }

    @Test func `another product takes the place of the one before`() async throws {
        let story = await Story()
        try await says("my cove", readAs: reading(nil, products: ["cove"]), in: story)
        try await says("my lark", readAs: reading(nil, products: ["lark", "a", "b", "c"]), in: story)
        #expect(try await context(story).products == ["lark", "a", "b"])
    }

    @Test func `a closed case and a closed conversation forget the product`() async throws {
        let story = await Story()
        try await says("my cove", readAs: reading(nil, products: ["cove"]), in: story)
        try await says("human", readAs: reading(SampleContent.intent(.human)), in: story)
        await story.says(kim, "!claim")
        #expect(story.desk.conversations["c1"]?.products == ["cove"])
        await story.says(kim.inCase(1), "!done fine")
        #expect(try await context(story).products == [])

        let later = await Story()
        try await says("my cove", readAs: reading(SampleContent.warranty, products: ["cove"]), in: later)
        await later.passes(.seconds(3600))
        #expect(try await context(later).products == [])
    }

    @Test func `the last question is known while the last answer is its answer`() async throws {
        let story = await Story()
        try await says("how long is it", readAs: reading(SampleContent.warranty), in: story)
        #expect(try await context(story).lastQuestion == "how long is it")
        #expect(try await context(story).lastAnswer == SampleContent.warranty)

        let missed = await Story()
        try await says("how long is it", readAs: reading(SampleContent.warranty), in: missed)
        try await says("what", readAs: reading(nil), in: missed)
        #expect(try await context(missed).lastQuestion == nil)
        #expect(try await context(missed).lastAnswer == SampleContent.warranty)
    }

    @Test func `a chosen answer answers the question that was asked back`() async throws {
        let story = await Story()
        await story.says(ann, "either")
        await story.passes(.seconds(1))
        await story.says(ann, "2")
        #expect(try await context(story).lastQuestion == "either")
    }

    @Test func `what takes a question up again is kept with it, and the question stays`() async throws {
        let story = await Story()
        try await says("how long is the cove's", readAs: reading(SampleContent.warranty), in: story)
        for text in ["and the lark?", "and the orbit?"] {
            let readAs = Reading.ReadAs(question: SampleContent.warranty, product: "lark")
            try await says(text, readAs: reading(SampleContent.pairing, products: ["lark"], readAs: readAs), in: story)
        }
        #expect(story.desk.conversations["c1"]?.asked?.lines == ["how long is the cove's", "and the orbit?"])
        story.readsTurns = true
        await story.says(ann, "wrong")
        #expect(await story.missed.map(\.text) == ["how long is the cove's\nand the orbit?"])
        #expect(try await context(story).lastQuestion == "how long is the cove's")
    }

    @Test func `what takes up an answer after another question was missed is not kept with that one`() async throws {
        let story = await Story()
        try await says("how long is the cove's", readAs: reading(SampleContent.warranty), in: story)
        try await says("does it fly", readAs: reading(nil), in: story)
        let readAs = Reading.ReadAs(question: SampleContent.warranty, product: "lark")
        try await says("and the lark?", readAs: reading(SampleContent.pairing, readAs: readAs), in: story)
        #expect(story.desk.conversations["c1"]?.asked?.lines == ["and the lark?"])
    }

    @Test func `conversations and readings of versions that knew less can be read`() async throws {
        let story = await Story()
        await story.says(ann, "warranty")
        let conversation = try #require(story.desk.conversations["c1"])
        let reading = try #require(conversation.grounds)
        let kept = try without(["products", "lastTitle", "grounds"], JSONEncoder().encode(conversation))
        let decoded = try JSONDecoder().decode(Conversation.self, from: kept)
        #expect(decoded.lastAnswer == SampleContent.warranty && decoded.products == [])
        let asked = try without(["own", "isAnswered"], JSONEncoder().encode(try #require(conversation.asked)))
        #expect(try JSONDecoder().decode(Conversation.Asked.self, from: asked).itself.lines == ["warranty"])
        let old = try without(["products", "readAs", "also"], JSONEncoder().encode(reading))
        #expect(try JSONDecoder().decode(Reading.self, from: old) == reading)
    }

    private func without(_ keys: [String], _ json: Data) throws -> Data {
        var object = try #require(try JSONSerialization.jsonObject(with: json) as? [String: Any])
        for key in keys { object[key] = nil }
        return try JSONSerialization.data(withJSONObject: object)
    }
}
