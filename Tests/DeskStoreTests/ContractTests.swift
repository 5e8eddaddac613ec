import DeskCore
import DeskStore
import TestKit
import Testing

/// Both stores keep what every store promises.
@Suite struct ContractTests {
    @Test(arguments: Kind.allCases)
    func `what is committed is there when opened again`(kind: Kind) async throws {
        try await Place(kind).contract.keepsWhatIsCommitted()
    }

    @Test(arguments: Kind.allCases)
    func `a batch is kept as each of it alone`(kind: Kind) async throws {
        try await Place(kind).contract.keepsABatchAsItKeepsEachAlone()
    }

    @Test(arguments: Kind.allCases)
    func `an older tenure is outranked and writes nothing`(kind: Kind) async throws {
        try await Place(kind).contract.fencesEarlierTenures()
    }

    @Test(arguments: Kind.allCases)
    func `repeats are recognised`(kind: Kind) async throws { try await Place(kind).contract.recognisesRepeats() }

    @Test(arguments: Kind.allCases)
    func `what is closed can be recalled`(kind: Kind) async throws {
        try await Place(kind).contract.recallsWhatIsClosed()
    }

    @Test(arguments: Kind.allCases)
    func `deliveries settle in any order and the rest stays in its own`(kind: Kind) async throws {
        try await Place(kind).contract.settlesInAnyOrder()
    }

    @Test(arguments: Kind.allCases)
    func `timers are kept until they fire or are cancelled`(kind: Kind) async throws {
        try await Place(kind).contract.keepsAndForgetsTimers()
    }

    @Test(arguments: Kind.allCases)
    func `the board is in the order of the line`(kind: Kind) async throws {
        try await Place(kind).contract.showsTheBoardInOrder()
    }

    @Test(arguments: Kind.allCases)
    func `a brief says who, what and what agents noted`(kind: Kind) async throws {
        try await Place(kind).contract.briefsAnAgent()
    }

    @Test(arguments: Kind.allCases)
    func `lines are shown once they were said, notes on request`(kind: Kind) async throws {
        try await Place(kind).contract.showsLinesThatWereSaid()
    }

    @Test(arguments: Kind.allCases)
    func `of what an agent wrote behind a case's number the number is not shown`(kind: Kind) async throws {
        try await Place(kind).contract.showsWhatStoodBehindANumberAlone()
    }

    @Test(arguments: Kind.allCases)
    func `questions without an answer are kept with their words`(kind: Kind) async throws {
        try await Place(kind).contract.keepsGaps()
    }

    @Test(arguments: Kind.allCases)
    func `turns are kept with what they were read as and what followed`(kind: Kind) async throws {
        try await Place(kind).contract.keepsTurns()
    }

    @Test(arguments: Kind.allCases)
    func `what was never said is in no transcript`(kind: Kind) async throws {
        try await Place(kind).contract.leavesOutWhatWasNeverSaid()
    }

    @Test(arguments: Kind.allCases)
    func `search takes any text as words`(kind: Kind) async throws { try await Place(kind).contract.finds() }

    @Test(arguments: Kind.allCases)
    func `logins are found in any case and listed by name`(kind: Kind) async throws {
        try await Place(kind).contract.keepsLogins()
    }
}

/// A long random story told to both stores at once.
@Suite struct TwinTests {
    private struct View {
        let records: [Record]
        let outbox: [Snapshot.Owed]
        let timers: [TimerID: Timestamp]
        let board: [BoardRow]
        let briefs: [Brief?]
        let lines: [[Line]]
        let found: [[Found]]
        let recalled: [Record]
        let unseen: Set<ArrivalID>
        let turns: [PastTurn]
        let tenure: Tenure
    }

    private func view(of store: any Store & Archive, _ ledger: Ledger) async throws -> View {
        let snapshot = try await store.open()
        var (briefs, lines, found): ([Brief?], [[Line]], [[Found]]) = ([], [], [])
        for number in 0...ledger.cases + 1 { briefs.append(try await store.brief(number)) }
        let conversations = (0...ledger.conversations + 1).map { ConversationID("c\($0)") }
        for conversation in conversations {
            for notes in [true, false] {
                lines.append(try await store.lines(of: conversation, last: 99, through: nil, notes: notes))
                lines.append(try await store.lines(of: conversation, last: 3, through: 4, notes: notes))
            }
        }
        for words in ["warranty", "blue", "note", "human please", "agent text", "c"] + StoreContract.hostile {
            found.append(try await store.find(words, limit: 20))
        }
        let keys = conversations.map(Key.conversation) + (0...ledger.cases).map(Key.case) + [.person("irc:guest1/1")]
        return View(
            records: snapshot.records, outbox: snapshot.outbox, timers: snapshot.timers, board: try await store.board(),
            briefs: briefs, lines: lines, found: found, recalled: try await store.recall(keys),
            unseen: try await store.unseen((1...2000).map { ArrivalID("irc/\($0)") }),
            turns: try await store.turns(since: nil), tenure: snapshot.tenure)
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `a random story leaves the same in both stores`(seed: UInt64) async throws {
        let (memory, disk) = (try Place(.inMemory), try Place(.sqlite))
        let (first, second) = (try memory.open(), try disk.open())
        var tenure = try await first.open().tenure
        _ = try await second.open()
        var tale = await RandomTale(seed: seed)
        var told = 0
        for _ in 1...20 {
            for _ in 1...15 { await tale.goesOn() }
            let batch = Array(tale.story.transitions[told...])
            told += batch.count
            try await first.commit(batch, in: tenure)
            try await second.commit(batch, in: tenure)
            let (expected, found) = (
                try await view(of: first, tale.story.desk.ledger), try await view(of: second, tale.story.desk.ledger)
            )
            // Field by field: a whole view is too long to be read in a report.
            let equal = [
                expected.records == found.records, expected.outbox == found.outbox, expected.timers == found.timers,
                expected.board == found.board, expected.briefs == found.briefs, expected.lines == found.lines,
                expected.found == found.found, expected.recalled == found.recalled, expected.unseen == found.unseen,
                expected.turns == found.turns, expected.tenure == found.tenure,
            ]
            try #require(!equal.contains(false), "seed \(seed) after \(told) events")
            tenure = expected.tenure
        }
        #expect(tale.story.desk.ledger.cases > 3 && told > 200, "the story was worth telling")
    }
}
