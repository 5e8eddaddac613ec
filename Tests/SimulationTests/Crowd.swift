import DeskCore
import Synchronization
import TestKit

/// Everybody on the simulated network: customers with a script each, and agents who do as they please.
///
/// What they said and had acknowledged outlives the desk's process; the network repeats the rest.
final class Crowd: Sendable {
    struct Script: Sendable {
        let author: Author
        let room: Address
        let venue: Venue
        var lines: [String]
        /// How many of the lines the desk has acknowledged.
        var accepted = 0
    }
    static let customers = 5
    static let agents = 2
    private static let words = [
        "warranty", "pairing", "either", "human", "status", "gibberish", "thanks", "1", "unsolved", "5", "stop",
        "human",
        "wrong", "why", "solved", "crisis", "reply", "warranty",
    ]
    private let network: FaultyNetwork
    private let clock: ManualClock
    /// Planted: notes that agents type lose their mark on the way.
    private let eatsMarks: Bool
    private let scripts: Mutex<[Script]>

    init(network: FaultyNetwork, clock: ManualClock, seed: UInt64, lines: Int, eatsMarks: Bool) {
        self.network = network
        self.eatsMarks = eatsMarks
        self.clock = clock
        var random = SplitMix64(seed: seed)
        var all: [Script] = []
        for number in 0..<Self.customers {
            let author = Author(person: PersonID("net:p\(number)"), name: "p\(number)", isLasting: number % 2 == 0)
            let lines = (0..<lines).map { "\(Self.words[random.below(Self.words.count)]) #\(number)-\($0)" }
            all.append(
                Script(
                    author: author, room: Address(gateway: FaultyNetwork.id, room: RoomID("p\(number)")),
                    venue: .direct, lines: lines))
        }
        for number in 0..<Self.agents {
            let author = Author(
                person: PersonID("net:a\(number)"), name: "a\(number)", login: "a\(number)", isLasting: true)
            let lines = (0..<lines * 2).map { "\(Self.command(&random)) @\(number)-\($0)" }
            all.append(Script(author: author, room: FaultyNetwork.staffRoom, venue: .staff, lines: lines))
        }
        scripts = Mutex(all)
    }

    private static func command(_ random: inout SplitMix64) -> String {
        switch random.below(9) {
        case 0...2: "!claim"
        case 3: "!claim \(1 + random.below(4))"
        case 4: "!done well"
        case 5: "!bot"
        case 6: "!note secret"
        default: "plain"
        }
    }

    /// What customers said and had acknowledged, in order, by person.
    var acknowledged: [PersonID: [String]] {
        scripts.withLock { scripts in
            Dictionary(uniqueKeysWithValues: scripts.map { ($0.author.person, Array($0.lines.prefix($0.accepted))) })
        }
    }
    var isDone: Bool { scripts.withLock { $0.allSatisfy { $0.accepted == $0.lines.count } } }
    var customerRooms: [Address] { scripts.withLock { $0.filter { $0.venue == .direct }.map(\.room) } }

    /// Everybody talks, until they have said all or the process ends.
    func talk(to inbox: any Inbox, seed: UInt64, isHealthy: Bool) async throws {
        let count = scripts.withLock { $0.count }
        try await withThrowingDiscardingTaskGroup { group in
            for index in 0..<count {
                group.addTask {
                    try await self.play(index, to: inbox, SplitMix64(seed: seed &+ UInt64(index) &* 7919), isHealthy)
                }
            }
        }
        try await clock.sleep(for: .seconds(1 << 40))
    }

    private func play(_ index: Int, to inbox: any Inbox, _ random: SplitMix64, _ isHealthy: Bool) async throws {
        var random = random
        let script = scripts.withLock { $0[index] }
        if script.venue == .direct { try await comeBack(script, inbox, &random) }
        for number in script.accepted..<script.lines.count {
            try await clock.sleep(for: .milliseconds(random.below(900)))
            if script.author.isLasting, script.venue == .direct, !isHealthy, random.once(in: 6) {
                network.setAway(script.room.room, true)
                try await clock.sleep(for: .milliseconds(random.below(4000)))
                try await comeBack(script, inbox, &random)
            }
            let arrival = arrival(script, number, &random)
            try await inbox.accept(arrival)
            scripts.withLock { $0[index].accepted = number + 1 }
            // A network repeats what was acknowledged, too, when the acknowledgement is lost.
            if random.once(in: 5) { try await inbox.accept(arrival) }
        }
    }

    private func comeBack(_ script: Script, _ inbox: any Inbox, _ random: inout SplitMix64) async throws {
        network.setAway(script.room.room, false)
        try await inbox.accept(
            Arrival(
                id: ArrivalID("back-\(script.author.person)-\(random.next())"), from: script.room, venue: .direct,
                author: script.author, at: clock.now, body: .returned))
    }

    /// Agents speak in whatever case's room there is; commands of theirs go there or to the staff room.
    private func arrival(_ script: Script, _ number: Int, _ random: inout SplitMix64) -> Arrival {
        var room = script.room
        let rooms = network.caseRooms
        let text = script.lines[number]
        if script.venue == .staff, !rooms.isEmpty, !text.hasPrefix("!claim") { room = rooms[random.below(rooms.count)] }
        return Arrival(
            id: ArrivalID("\(script.author.person)-\(number)"), from: room, venue: script.venue, author: script.author,
            at: clock.now, body: .said(eatsMarks && text.hasPrefix("!note") ? String(text.dropFirst()) : text))
    }
}
