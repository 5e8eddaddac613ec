@testable import DeskCore
import TestKit
import Testing

/// Rooms in which the desk cannot read what is said.
@Suite struct SealedStories {
    let ann = Someone.customer("ann")
    let kim = Someone.agent("kim")
    private var other: Someone {
        Someone(author: ann.author, room: Address(gateway: Someone.gateway, room: "other"), venue: .direct)
    }

    @Test func `is told in the room itself, and goes on in the other`() async {
        let story = await Story()
        await story.finds(ann, sealed: other.room)
        #expect(story.hears(ann) == ["[encrypted#elsewhere]"])
        #expect(story.hears(other).isEmpty)
        #expect(
            story.hears(kim) == [
                "ann writes on irc in an encrypted room, which the desk cannot read. They were invited to a room where it can."
            ])
        await story.says(other, "warranty")
        #expect(story.hears(other).last?.contains("24 months") == true)
        #expect(story.hears(ann).isEmpty)
    }

    @Test func `is told where there can be no other`() async {
        let story = await Story()
        await story.finds(ann, sealed: nil)
        #expect(story.hears(ann) == ["[encrypted#nowhere]"])
        #expect(story.hears(kim).last?.hasSuffix("they were asked to come another way.") == true)
        #expect(await story.lines.map(\.text) == ["[encrypted#nowhere]"])
    }

    /// What an agent writes goes to the room that can be read from then on.
    @Test func `a case goes on in the other room`() async {
        let story = await Story()
        await story.says(ann, "human")
        await story.says(kim, "!claim")
        _ = story.hears(ann)
        let room = kim.inCase(1)
        _ = story.hears(room)
        await story.finds(ann, sealed: other.room)
        #expect(story.hears(room).last?.contains("in an encrypted room") == true)
        await story.says(room, "hello")
        #expect(story.hears(ann) == ["[encrypted#elsewhere]"])
        #expect(story.hears(other).last?.contains("hello") == true)
    }
}
