import DeskCore
import Synchronization
import TestKit

/// Everybody on the simulated networks: customers with a script each, and agents who do as they please, on several networks
/// at once.
///
/// What they said and had acknowledged outlives the desk's process; the network repeats the rest.
final class Crowd: Sendable {
    /// What somebody does, by what they did before where it is about that.
    enum Deed: Sendable {
        case say(String)
        case edit(Int, String)
        case takeBack(Int)
        case react(String)
        /// In the thread of a case.
        case discuss(CaseNumber, String)
    }
    struct Script: Sendable {
        let author: Author
        let room: Address
        let venue: Venue
        /// Where what happens comes in transactions.
        let hasTransactions: Bool
        var deeds: [Deed]
        /// How many of the deeds the desk has acknowledged.
        var accepted = 0
    }
    static let customers = 5
    static let agents = 2
    static let signs = ["👍", "👎", "1", "5", "❤️"]
    private static let words = [
        "warranty", "pairing", "either", "human", "status", "gibberish", "thanks", "1", "unsolved", "5", "stop",
        "human",
        "wrong", "why", "solved", "crisis", "reply", "warranty",
    ]
    private let networks: [FaultyNetwork]
    private let clock: ManualClock
    /// Planted: notes that agents type lose their mark on the way.
    private let eatsMarks: Bool
    private let scripts: Mutex<[Script]>

    init(networks: [FaultyNetwork], clock: ManualClock, seed: UInt64, lines: Int, eatsMarks: Bool) {
        self.networks = networks
        self.eatsMarks = eatsMarks
        self.clock = clock
        var random = SplitMix64(seed: seed)
        var all: [Script] = []
        for number in 0..<Self.customers {
            let kind = networks[number % networks.count].kind
            let author = Author(
                person: PersonID("\(kind.id):p\(number)"), name: "p\(number)",
                isLasting: kind.hasTransactions || number % 4 == 0)
            var deeds: [Deed] = []
            for place in 0..<lines {
                deeds.append(Self.deed("#\(number)-\(place).", after: deeds, kind, &random))
            }
            all.append(
                Script(
                    author: author, room: Address(gateway: kind.id, room: RoomID("p\(number)")), venue: .direct,
                    hasTransactions: kind.hasTransactions, deeds: deeds))
        }
        for number in 0..<Self.agents {
            for kind in networks.map(\.kind) {
                // Known by a login on one, by an identity on the others.
                let login = kind.id == FaultyNetwork.Kind.lines.id ? "a\(number)" : nil
                let author = Author(
                    person: PersonID("\(kind.id):a\(number)"), name: "a\(number)", login: login, isLasting: true)
                var deeds: [Deed] = []
                for place in 0..<lines {
                    deeds.append(Self.order("@\(kind.id)\(number)-\(place).", after: deeds, kind, &random))
                }
                all.append(
                    Script(
                        author: author, room: kind.staffRoom, venue: .staff, hasTransactions: kind.hasTransactions,
                        deeds: deeds))
            }
        }
        scripts = Mutex(all)
    }

    private static func deed(
        _ tag: String, after before: [Deed], _ kind: FaultyNetwork.Kind, _ random: inout SplitMix64
    ) -> Deed {
        let text = "\(words[random.below(words.count)]) \(tag)"
        let said = before.indices.filter { before[$0].isSaid }
        guard kind.hasTransactions, !said.isEmpty else { return .say(text) }
        switch random.below(8) {
        case 0: return .edit(said[random.below(said.count)], text)
        case 1: return .takeBack(said[random.below(said.count)])
        case 2: return .react(signs[random.below(signs.count)])
        default: return .say(text)
        }
    }

    private static func order(
        _ tag: String, after before: [Deed], _ kind: FaultyNetwork.Kind, _ random: inout SplitMix64
    ) -> Deed {
        if kind.hasTransactions, !before.isEmpty {
            switch random.below(8) {
            case 0:
                let original = random.below(before.count)
                // What a note or a command becomes by an edit must stay among agents as well.
                return .edit(original, (before[original].isInternal ? "secret " : "") + "edited \(tag)")
            case 1: return .takeBack(random.below(before.count))
            case 2: return .discuss(1 + random.below(4), "secret \(tag)")
            default: break
            }
        }
        switch random.below(9) {
        case 0...2: return .say("!claim")
        case 3: return .say("!claim \(1 + random.below(4))")
        case 4: return .say("!done well")
        case 5: return .say("!bot")
        case 6: return .say("!note secret \(tag)")
        default: return .say("plain \(tag)")
        }
    }

    /// What customers said and had acknowledged, in order, as it must be kept, by person.
    var acknowledged: [PersonID: [String]] {
        scripts.withLock { scripts in
            let customers = scripts.filter { $0.venue == .direct }
            return Dictionary(uniqueKeysWithValues: customers.map { ($0.author.person, $0.kept) })
        }
    }

    /// Texts that somebody took back, and had acknowledged.
    var takenBack: [String] { scripts.withLock { $0.flatMap(\.takenBack) } }
    var isDone: Bool { scripts.withLock { $0.allSatisfy { $0.accepted == $0.deeds.count } } }
    var customerRooms: [Address] { scripts.withLock { $0.filter { $0.venue == .direct }.map(\.room) } }

    /// Everybody on a network talks, until they have said all or the process ends.
    func talk(on network: FaultyNetwork, to inbox: any Inbox, seed: UInt64, isHealthy: Bool) async throws {
        let here = scripts.withLock { scripts in
            scripts.indices.filter { scripts[$0].room.gateway == network.kind.id }
        }
        try await withThrowingDiscardingTaskGroup { group in
            for index in here {
                group.addTask {
                    let random = SplitMix64(seed: seed &+ UInt64(index) &* 7919)
                    try await self.play(index, on: network, to: inbox, random, isHealthy)
                }
            }
        }
        try await clock.sleep(for: .seconds(1 << 40))
    }

    private func play(
        _ index: Int, on network: FaultyNetwork, to inbox: any Inbox, _ random: SplitMix64, _ isHealthy: Bool
    ) async throws {
        var random = random
        let script = scripts.withLock { $0[index] }
        if script.venue == .direct { try await comeBack(script, network, inbox, &random) }
        var next = script.accepted
        while next < script.deeds.count {
            try await clock.sleep(for: .milliseconds(random.below(900)))
            if script.author.isLasting, script.venue == .direct, !isHealthy, random.once(in: 6) {
                network.setAway(script.room.room, true)
                try await clock.sleep(for: .milliseconds(random.below(4000)))
                try await comeBack(script, network, inbox, &random)
            }
            // A transaction is acknowledged as a whole: one that breaks off comes again from its beginning.
            let end = min(next + (script.hasTransactions ? 1 + random.below(4) : 1), script.deeds.count)
            let transaction = (next..<end).map { arrival(script, $0, network, &random) }
            for arrival in transaction { try await inbox.accept(arrival) }
            scripts.withLock { $0[index].accepted = end }
            // A network repeats what was acknowledged, too, when the acknowledgement is lost; also what is older.
            if random.once(in: 5) {
                let from = script.hasTransactions ? random.below(end) : next
                for number in from..<end { try await inbox.accept(arrival(script, number, network, &random)) }
            }
            next = end
        }
    }

    private func comeBack(
        _ script: Script, _ network: FaultyNetwork, _ inbox: any Inbox, _ random: inout SplitMix64
    ) async throws {
        network.setAway(script.room.room, false)
        try await inbox.accept(
            Arrival(
                id: ArrivalID("back-\(script.author.person)-\(random.next())"), from: script.room, venue: .direct,
                author: script.author, at: clock.now, body: .returned))
    }

    /// Agents speak in whatever case's room there is; commands of theirs go there or to the staff room.
    private func arrival(
        _ script: Script, _ number: Int, _ network: FaultyNetwork, _ random: inout SplitMix64
    ) -> Arrival {
        var (room, about) = (script.room, CaseNumber?.none)
        let body: Arrival.Body
        switch script.deeds[number] {
        case .say(let text): body = .said(eatsMarks && text.hasPrefix("!note") ? String(text.dropFirst()) : text)
        case .edit(let original, let text): body = .edited(script.id(original), text)
        case .takeBack(let original): body = .redacted(script.id(original))
        case .react(let sign): body = .reacted(sign)
        case .discuss(let number, let text):
            about = number
            room = Address(gateway: room.gateway, room: RoomID("staff \(number)"))
            body = .said(text)
        }
        let rooms = network.caseRooms
        if script.venue == .staff, about == nil, !rooms.isEmpty, body.words?.hasPrefix("!claim") != true {
            room = rooms[random.below(rooms.count)]
        }
        return Arrival(
            id: script.id(number), from: room, venue: script.venue, author: script.author, at: clock.now, body: body,
            about: about)
    }
}

extension Crowd.Deed {
    fileprivate var isSaid: Bool {
        switch self {
        case .say, .edit: true
        case .takeBack, .react, .discuss: false
        }
    }

    fileprivate var isInternal: Bool {
        switch self {
        case .say(let text), .edit(_, let text): text.hasPrefix("!") || text.contains("secret")
        case .takeBack, .react, .discuss: true
        }
    }
}

extension Crowd.Script {
    fileprivate func id(_ number: Int) -> ArrivalID { ArrivalID("\(author.person)-\(number)") }

    /// Which of the deeds that were acknowledged are gone: what was taken back, and what had taken its place.
    private var gone: Set<Int> {
        var gone: Set<Int> = []
        for (number, deed) in deeds.prefix(accepted).enumerated() {
            guard case .takeBack(let original) = deed else { continue }
            gone.insert(original)
            for (other, deed) in deeds.prefix(number).enumerated() {
                if case .edit(original, _) = deed { gone.insert(other) }
            }
        }
        return gone
    }

    fileprivate var kept: [String] {
        let gone = gone
        return deeds.prefix(accepted).enumerated().compactMap { number, deed in
            switch deed {
            case .say(let text), .edit(_, let text): gone.contains(number) ? Line.erased : text
            case .takeBack, .react, .discuss: nil
            }
        }
    }

    fileprivate var takenBack: [String] {
        gone.compactMap { number in
            switch deeds[number] {
            // Of what agents say only that is theirs alone.
            case .say(let text) where venue == .direct || text.contains("@"), .edit(_, let text): text
            case .say, .takeBack, .react, .discuss: nil
            }
        }
    }
}
