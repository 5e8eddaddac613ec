import DeskCore
import TestKit
import Testing

/// People who tell the network their account while they talk.
@Suite struct AccountStories {
    let ann = Someone.guest("ann")
    let account = Someone.guest("ann").now(knownAs: "anna")
    let kim = Someone.agent("kim")

    @Test func `the conversation goes on under the account, silently`() async {
        let story = await Story()
        await story.says(ann, "human")
        await story.says(kim, "!claim")
        _ = (story.hears(ann), story.hears(kim), story.hears(kim.inCase(1)))
        await story.says(account, "hello")
        #expect(story.hears(ann).isEmpty)
        #expect(story.hears(kim.inCase(1)) == ["anna: hello"])
        #expect(story.desk.cases[1]?.person == account.author.person)
        #expect(story.desk.conversations["c1"]?.person == account.author.person)
        #expect(story.desk.people.keys.sorted() == [account.author.person])
        await story.says(kim.inCase(1), "good day")
        #expect(story.hears(ann) == ["kim: good day"])
    }

    @Test func `the line is kept, and so is the language`() async {
        let story = await Story()
        await story.says(ann, "warranty")
        await story.says(ann, "human")
        let language = story.desk.people[ann.author.person]?.language
        _ = story.hears(ann)
        await story.returns(account)
        #expect(story.hears(ann).isEmpty)
        #expect(story.desk.line == [1])
        #expect(language != nil && story.desk.people[account.author.person]?.language == language)
        #expect(story.desk.people[account.author.person]?.rooms == [ann.room])
        await story.says(account, "status")
        #expect(story.hears(ann) == ["[waiting#place case=1 place=1]"])
    }

    @Test func `in an open room it goes on aside`() async {
        let story = await Story()
        await story.says(ann.inTheOpen, "human")
        _ = (story.hears(ann), story.hears(ann.inTheOpen))
        await story.says(ann.inTheOpen.now(knownAs: "anna"), "status")
        #expect(story.hears(ann) == ["[waiting#place case=1 place=1]"])
        #expect(story.hears(ann.inTheOpen).isEmpty)
        #expect(story.desk.people[account.author.person]?.rooms == [Someone.openRoom, ann.room])
    }

    @Test func `nothing moves to somebody who has a conversation of their own`() async {
        let story = await Story()
        let elsewhere = Someone.guest("anna", connection: 2).now(knownAs: "anna")
        await story.says(ann, "human")
        await story.says(elsewhere, "warranty")
        _ = (story.hears(ann), story.hears(elsewhere))
        await story.says(account, "pairing")
        #expect(story.hears(ann) == ["Hold the ring."])
        #expect(story.desk.cases[1]?.person == ann.author.person)
        #expect(story.desk.people[ann.author.person]?.conversation == "c1")
        #expect(story.desk.people[account.author.person]?.conversation == "c2")
    }

    @Test func `nothing moves to an agent`() async {
        let story = await Story()
        let agent = Someone(
            author: Author(
                person: kim.author.person, name: "kim", login: "kim", isLasting: true, formerly: ann.author.person),
            room: ann.room, venue: .direct)
        await story.says(ann, "human")
        _ = story.hears(ann)
        await story.says(agent, "status")
        #expect(story.hears(ann) == ["You are logged in as the agent kim. Commands begin with !, try !help."])
        #expect(story.desk.cases[1]?.person == ann.author.person)
    }

    @Test func `where nothing was begun, nothing moves and nothing stays behind`() async {
        let story = await Story()
        await story.says(account, "warranty")
        #expect(story.hears(ann) == ["[greeting]", "24 months."])
        await story.says(ann, "pairing")
        await story.passes(.seconds(3600))
        await story.leaves(account)
        #expect(story.desk.people.isEmpty)
    }

    @Test func `both are recalled`() async {
        let story = await Story()
        await story.says(account, "warranty")
        await story.passes(.seconds(3600))
        let arrived = Event.Body.arrived(story.lastArrival.map { $0 } ?? arrival)
        #expect(story.desk.missing(for: arrived) == [.person(account.author.person), .person(ann.author.person)])
    }

    private var arrival: Arrival {
        Arrival(
            id: "irc/1", from: ann.room, venue: .direct, author: account.author, at: Timestamp(milliseconds: 0),
            body: .joined)
    }
}
