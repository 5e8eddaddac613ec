public import DeskCore
import Testing

/// What every store promises. Each check wants a place where nothing was ever stored; `open` gives a store on it, as a
/// process would when it starts, and may be called again.
public struct StoreContract: Sendable {
    public typealias Shelf = any Store & Archive
    private let open: @Sendable () async throws -> Shelf

    public init(open: @escaping @Sendable () async throws -> Shelf) { self.open = open }

    /// Two customers, two cases, one agent; some deliveries still owed and one taken back.
    public static func tale() async -> Story {
        let story = await Story()
        let (ann, bea, kim) = (Someone.guest("ann"), Someone.customer("bea"), Someone.agent("kim"))
        await story.says(ann, "warranty")
        await story.says(ann, "human please, it is blue")
        await story.says(bea, "human")
        await story.says(kim, "!claim 1")
        await story.says(kim.inCase(1), "!note speaks slowly")
        await story.says(kim.inCase(1), "good day")
        story.settlesDeliveries = false
        await story.says(bea, "warranty")
        await story.says(bea, "pairing")
        await story.says(kim, "!claim 2")
        return story
    }

    // MARK: The store

    public func keepsWhatIsCommitted() async throws {
        let (story, store) = (await Self.tale(), try await open())
        let first = try await store.open()
        #expect(first.records.isEmpty && first.outbox.isEmpty && first.timers.isEmpty)
        for transition in story.transitions { try await store.commit([transition], in: first.tenure) }
        let second = try await open().open()
        #expect(second.tenure > first.tenure)
        #expect(second.records == story.desk.records)
        #expect(second.timers == story.timers)
        #expect(second.outbox.map(\.delivery) == story.pending)
        let withdrawn = story.transitions.flatMap(\.effects).compactMap { effect -> DeliveryID? in
            if case .withdraw(let id, _) = effect { id } else { nil }
        }
        #expect(!withdrawn.isEmpty)
        #expect(second.outbox.filter(\.isWithdrawn).map(\.delivery.id) == withdrawn)
    }

    public func keepsABatchAsItKeepsEachAlone() async throws {
        let (story, store) = (await Self.tale(), try await open())
        let tenure = try await store.open().tenure
        try await store.commit(story.transitions, in: tenure)
        let snapshot = try await store.open()
        #expect(snapshot.records == story.desk.records)
        #expect(snapshot.outbox.map(\.delivery) == story.pending)
        #expect(snapshot.timers == story.timers)
    }

    public func fencesEarlierTenures() async throws {
        let (story, old, new) = (await Self.tale(), try await open(), try await open())
        let first = try await old.open().tenure
        let second = try await new.open().tenure
        await #expect(throws: StoreError.outranked) { try await old.commit(story.transitions, in: first) }
        let future = Tenure(number: second.number + 1)
        await #expect(throws: StoreError.outranked) { try await old.commit(story.transitions, in: future) }
        #expect(try await new.unseen(["irc/1"]) == ["irc/1"])
        #expect(try await new.recall([.conversation("c1")]).isEmpty)
        #expect(try await new.board().isEmpty)
        try await new.commit(story.transitions, in: second)
        #expect(try await new.board().count == 2)
    }

    public func recognisesRepeats() async throws {
        let (story, store) = (await Self.tale(), try await open())
        let tenure = try await store.open().tenure
        try await store.commit(story.transitions, in: tenure)
        #expect(try await store.unseen(["irc/1", "irc/9999", "irc/2"]) == ["irc/9999"])
        #expect(try await open().unseen(["irc/1"]).isEmpty)
        #expect(try await store.unseen([]).isEmpty)
    }

    public func recallsWhatIsClosed() async throws {
        let (story, store) = (await Story(), try await open())
        await story.says(.guest("ann"), "human")
        await story.says(.guest("ann"), "stop")
        await story.passes(.seconds(3600))
        let tenure = try await store.open().tenure
        try await store.commit(story.transitions, in: tenure)
        #expect(try await store.open().records == story.desk.records)
        let keys: [Key] = [
            .person("irc:ann/1"), .person("nobody"), .conversation("c1"), .conversation("c2"), .case(1), .case(2),
        ]
        let records = try await store.recall(keys)
        let changed = story.transitions.flatMap(\.records)
        #expect(records.count == 3)
        for record in records { #expect(changed.contains(record) && !record.isOpen) }
        #expect(try await store.recall([]).isEmpty)
    }

    public func settlesInAnyOrder() async throws {
        let (story, store) = (await Self.tale(), try await open())
        let tenure = try await store.open().tenure
        try await store.commit(story.transitions, in: tenure)
        let middle = story.pending[story.pending.count / 2]
        await story.happens(
            .deliverySettled(Settlement(delivery: middle.id, conversation: middle.conversation, outcome: .expired)))
        try await store.commit([story.transitions[story.transitions.count - 1]], in: tenure)
        #expect(!story.pending.contains(middle))
        let snapshot = try await store.open()
        #expect(snapshot.outbox.map(\.delivery) == story.pending)
        // No record was written for it: what is owed is what is in the outbox.
        #expect(story.transitions[story.transitions.count - 1].records.isEmpty)
        #expect(snapshot.records == story.desk.records)
    }

    public func keepsAndForgetsTimers() async throws {
        let store = try await open()
        let tenure = try await store.open().tenure
        func step(_ body: Event.Body, _ effects: Effect...) async throws -> [TimerID: Timestamp] {
            try await store.commit([Transition(event: Event(at: at(0), body), effects: effects)], in: tenure)
            return try await open().open().timers
        }
        func at(_ milliseconds: Int64) -> Timestamp { Timestamp(milliseconds: milliseconds) }
        var tenures = try await step(
            .contentChanged("r"), .startTimer(.idle("c1"), at: at(5)), .startTimer(.waiting(1), at: at(6)))
        #expect(tenures == [.idle("c1"): at(5), .waiting(1): at(6)])
        // Each look at the timers was a new tenure, so the old one is over.
        await #expect(throws: StoreError.outranked) { try await step(.contentChanged("r")) }
        let now = try await store.open().tenure
        let again = Transition(
            event: Event(at: at(7), .timerFired(.idle("c1"))), effects: [.startTimer(.idle("c1"), at: at(9))])
        let fired = Transition(event: Event(at: at(7), .timerFired(.waiting(1))))
        let set = Transition(
            event: Event(at: at(7), .contentChanged("r")),
            effects: [
                .startTimer(.unanswered(1), at: at(8)), .startTimer(.turnPause("c1"), at: at(8)),
                .cancelTimer(.turnPause("c1")),
            ])
        try await store.commit([again, fired, set], in: now)
        tenures = try await store.open().timers
        #expect(tenures == [.idle("c1"): at(9), .unanswered(1): at(8)])
    }

    // MARK: The archive

    public func showsTheBoardInOrder() async throws {
        let (story, store) = (await Story(), try await open())
        let (ann, kim) = (Someone.guest("ann"), Someone.agent("kim"))
        for name in ["ann", "bob", "cid", "dan"] { await story.says(.guest(name), "human says \(name)") }
        await story.says(.guest("eve"), "crisis")
        await story.says(kim, "!claim 1")
        await story.says(ann, "hello?")
        await story.says(.guest("cid"), "stop")
        try await store.commit(story.transitions, in: try await store.open().tenure)
        let board = try await store.board()
        #expect(board.map(\.number) == [5, 2, 4, 1], "who waits by what is due, then who is served")
        #expect(board.map(\.agent) == [nil, nil, nil, "kim"])
        #expect(board.map(\.customer) == ["eve", "bob", "dan", "ann"])
        #expect(board.map(\.lastWords) == ["crisis", "human says bob", "human says dan", "hello?"])
        #expect(board.allSatisfy { $0.gateway == "irc" && $0.openedAt == story.now })
    }

    public func briefsAnAgent() async throws {
        let (story, store) = (await Story(), try await open())
        let (bea, kim) = (Someone.customer("bea"), Someone.agent("kim"))
        await story.says(bea, "warranty")
        await story.says(bea, "human")
        await story.says(bea, "stop")
        await story.says(bea, "human")
        await story.says(kim, "!claim 2")
        await story.says(kim.inCase(2), "!note first note")
        await story.says(kim.inCase(2), "!note second note")
        try await store.commit(story.transitions, in: try await store.open().tenure)
        let brief = try #require(try await store.brief(2))
        #expect(brief.earlierCases == [1])
        #expect(brief.language == "en")
        #expect(brief.state == "with kim")
        #expect(brief.conversation == "c1")
        #expect(brief.notes.map(\.text) == ["first note", "second note"])
        #expect(brief.notes.allSatisfy { $0.isNote && $0.author == "kim" && $0.kind == .agent })
        #expect(try await store.brief(1)?.state == "closed (the customer left the line)")
        #expect(try await store.brief(3) == nil)
    }

    public func showsLinesThatWereSaid() async throws {
        let (story, store) = (await Self.tale(), try await open())
        try await store.commit(story.transitions, in: try await store.open().tenure)
        let ann = try await store.lines(of: "c1", last: 99, through: nil, notes: false)
        #expect(ann.map(\.text).contains("good day") && !ann.map(\.text).contains("speaks slowly"))
        #expect(ann.last?.person == Someone.guest("ann").author.person, "what an agent says belongs to its customer")
        #expect(ann.last?.author == "kim")
        #expect(ann.map(\.seq) == ann.map(\.seq).sorted())
        #expect(
            try await store.lines(of: "c1", last: 99, through: nil, notes: true).map(\.text).contains("speaks slowly"))
        #expect(try await store.lines(of: "c1", last: 2, through: nil, notes: false) == ann.suffix(2))
        #expect(try await store.lines(of: "c1", last: 2, through: 3, notes: false) == Array(ann[1...2]))
        // What is owed may not have been said yet; what was taken back never is.
        let bea = try await store.lines(of: "c2", last: 99, through: nil, notes: false)
        #expect(bea.filter { $0.kind == .customer }.map(\.text) == ["human", "warranty", "pairing"])
        #expect(!bea.map(\.text).contains("24 months."))
        // What an agent wrote and the customer has not got will be said to them: to other agents it is known.
        await story.says(Someone.agent("kim").inCase(1), "one more thing")
        try await store.commit([try #require(story.transitions.last)], in: try await store.open().tenure)
        for isAgent in [false, true] {
            let shown = try await store.lines(of: "c1", last: 1, through: nil, notes: isAgent)
            #expect((shown.first?.text == "one more thing") == isAgent)
        }
        #expect(try await store.lines(of: "c9", last: 99, through: nil, notes: true).isEmpty)
    }

    public func showsWhatStoodBehindANumberAlone() async throws {
        let (story, store) = (await Story(), try await open())
        let (ann, window) = (Someone.guest("ann"), Someone.agent("kim").inWindow)
        story.sharesWindows = true
        await story.says(ann, "human")
        await story.says(window, "!claim")
        await story.says(window, "r 1 good day")
        story.settlesDeliveries = false
        await story.says(window, "r 1 one more thing")
        try await store.commit(story.transitions, in: try await store.open().tenure)
        for isAgent in [false, true] {
            let shown = try await store.lines(of: "c1", last: 9, through: nil, notes: isAgent).filter {
                $0.kind == .agent
            }
            #expect(shown.map(\.text) == (isAgent ? ["good day", "one more thing"] : ["good day"]))
            #expect(shown.allSatisfy { $0.author == "kim" && $0.person == ann.author.person })
        }
        let words = await story.lines.last?.words
        #expect(try await store.lines(of: "c1", last: 1, through: nil, notes: true).last?.words == words)
    }

    public func leavesOutWhatWasNeverSaid() async throws {
        let (story, store) = (await Self.tale(), try await open())
        await story.delivers()
        let withdrawn = story.transitions.flatMap(\.unsaid)
        #expect(!withdrawn.isEmpty)
        try await store.commit(story.transitions, in: try await store.open().tenure)
        let lines = try await store.lines(of: "c2", last: 99, through: nil, notes: true)
        #expect(lines.allSatisfy { line in !withdrawn.contains { line.words == .delivery($0) } })
        #expect(lines == (await story.lines).filter { $0.conversation == "c2" })
        #expect(try await store.find("months", limit: 9).allSatisfy { $0.line.conversation == "c1" })
    }

    /// Questions without an answer, with their words, oldest first.
    public func keepsGaps() async throws {
        let (story, store) = (await Story(), try await open())
        let (ann, bea) = (Someone.guest("ann"), Someone.customer("bea"))
        await story.says(ann, "how heavy")
        await story.says(ann, "is it?")
        await story.passes(.seconds(1))
        await story.says(bea, "warranty")
        await story.says(bea, "wrong")
        let tenure = try await store.open().tenure
        #expect(try await store.gaps(since: nil).isEmpty)
        try await store.commit(story.transitions, in: tenure)
        let missed = try await store.gaps(since: nil)
        #expect(missed == (await story.missed))
        #expect(missed.map(\.text) == ["how heavy\nis it?", "warranty"])
        #expect(missed.map(\.gap.kind) == [.unanswered, .wrong])
        let last = try #require(missed.last)
        #expect(try await store.gaps(since: last.gap.at) == [last])
        #expect(try await store.gaps(since: last.gap.at + .milliseconds(1)).isEmpty)
    }

    /// Turns with their words, what they were read as, and what followed.
    public func keepsTurns() async throws {
        let (story, store) = (await Story(), try await open())
        let (ann, bea, kim) = (Someone.guest("ann"), Someone.customer("bea"), Someone.agent("kim"))
        await story.says(ann, "how heavy")
        await story.says(ann, "is it?")
        await story.passes(.seconds(1))
        await story.says(bea, "warranty")
        await story.says(bea, "wrong")
        await story.says(ann, "either of them")
        await story.passes(.seconds(1))
        let before = story.now
        await story.says(ann, "2")
        await story.says(ann, "warranty")
        await story.says(ann, "human")
        await story.says(kim, "!claim 1")
        await story.says(ann, "hello kim")
        try await store.commit(story.transitions, in: try await store.open().tenure)
        let turns = try await store.turns(since: nil)
        #expect(
            turns.map(\.text) == ["how heavy\nis it?", "either of them", "warranty", "human", "warranty", "wrong"])
        #expect(turns.map(\.id.conversation) == ["c1", "c1", "c1", "c1", "c2", "c2"])
        #expect(turns.map(\.reply) == [nil, "2", nil, "hello kim", nil, nil])
        #expect(turns.map { $0.gaps.map(\.kind) } == [[.unanswered], [], [], [], [.wrong], []])
        #expect(turns.map { $0.takenOver != nil } == [true, true, true, true, false, false])
        #expect(turns.map(\.reading.candidates.first?.id).suffix(2) == [SampleContent.warranty, "intent:wrong"])
        #expect(turns.first?.language == "en" && turns.first?.words == ["irc/1", "irc/2"])
        #expect(turns.allSatisfy { $0.id.lines == $0.words.count })
        #expect(try await store.turns(since: before).map(\.text) == ["warranty", "human"])
        #expect(try await store.turns(since: story.now + .seconds(1)).isEmpty)
    }

    public func finds() async throws {
        let (story, store) = (await Self.tale(), try await open())
        try await store.commit(story.transitions, in: try await store.open().tenure)
        func texts(_ words: String, limit: Int = 9) async throws -> [String] {
            try await store.find(words, limit: limit).map(\.line.text)
        }
        #expect(try await texts("BLUE human") == ["human please, it is blue"])
        #expect(try await texts("human") == ["human", "human please, it is blue"], "newest first")
        #expect(try await texts("human", limit: 1) == ["human"])
        #expect(try await texts("blue absent").isEmpty)
        #expect(try await store.find("blue", limit: 9).first?.number == 1)
        #expect(try await texts("speaks slowly") == ["speaks slowly"])
        for hostile in Self.hostile { _ = try await store.find(hostile, limit: 9) }
        for nothing in ["", " ", "\"", "\"\" '", "\0", "*", "(", "NEAR(", "^", "blue OR human", "bl*", "text:blue"] {
            #expect(try await texts(nothing).isEmpty, "\(nothing)")
        }
        #expect(try await texts("\"blue\"") == ["human please, it is blue"])
    }

    /// What breaks, or would break out of, a search that reads its text as more than words.
    public static let hostile = [
        "\"", "'", "\"; DROP TABLE words; --", "a\" OR \"b", "(", ")", "{", "^x", "x*", "-x", "+", ":", "text:",
        "NEAR/2", "AND", "NOT",
        "\u{0}x", "\u{202E}", "%_", "\\", "é", "🙂", String(repeating: "x ", count: 500), "'%' OR 1=1", "${x}", "\n\t",
    ]

    public func keepsLogins() async throws {
        let store = try await open()
        let tenure = try await store.open().tenure
        let logins = [
            Login(name: "Zoe", role: .agent, verifier: "1"), Login(name: "anna", role: .agent, verifier: "2"),
            Login(name: "bea", role: .customer, verifier: "3"), Login(name: "ANNA", role: .agent, verifier: "4"),
        ]
        for login in logins {
            let event = Event(at: Timestamp(milliseconds: 0), .loginSet(login))
            try await store.commit([Transition(event: event, records: [.login(login)])], in: tenure)
        }
        #expect(try await store.logins(.agent) == [logins[3], logins[0]])
        #expect(try await store.logins(.customer) == [logins[2]])
        #expect(try await store.login("aNNa") == logins[3])
        #expect(try await store.login("nobody") == nil)
        let event = Event(at: Timestamp(milliseconds: 0), .loginRemoved("zoe"))
        try await store.commit([Transition(event: event, records: [.loginRemoved("zoe")])], in: tenure)
        #expect(try await store.login("Zoe") == nil)
        #expect(try await open().logins(.agent) == [logins[3]])
    }
}
