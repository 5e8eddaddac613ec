import DeskCore
import DeskRuntime
import DeskStore
import TestKit

/// What must hold after any run. Each returns what it found wrong, nothing when all is well.
struct Invariants {
    let world: World
    let journal: [Event]
    let lines: [Line]
    let snapshot: Snapshot
    /// The journal decided again by a fresh desk.
    let replay: Replay

    init(_ world: World) {
        self.world = world
        journal = world.ask { await $0.journal } ?? []
        lines = world.ask { await $0.lines } ?? []
        snapshot = world.committed
        replay = Replay(journal)
    }

    /// By name, so that a failure and a planted bug name the same thing.
    var violations: [String: String] {
        let all: [(String, String?)] = [
            ("each arrival handled once", handledOnce), ("nothing acknowledged is lost", nothingLost),
            ("each delivery heard at most once", heardOnce), ("in order per room", inOrder),
            ("outbox drains", outboxDrains), ("reads drain", readsDrain), ("one owner speaks", oneOwner),
            ("nobody waits unseen", nobodyWaitsUnseen), ("replay equals state", replayEqualsState),
            ("queues are bounded", bounded), ("nothing internal reaches customers", nothingLeaks),
            ("what was taken back is gone", erasedIsGone),
            ("content and reader change in one step", readersKeepUp),
            ("answers stand in the content they name", answersStand), ("what is saved goes live", goesLive),
        ]
        return Dictionary(uniqueKeysWithValues: all.compactMap { name, found in found.map { (name, $0) } })
    }

    private var handledOnce: String? {
        let ids = journal.compactMap { if case .arrived(let arrival) = $0.body { arrival.id } else { nil } }
        return ids.count == Set(ids).count ? nil : "\(ids.count - Set(ids).count) arrivals handled twice"
    }

    private var nothingLost: String? {
        for (person, said) in world.crowd.acknowledged {
            // Whether a sign is kept depends on whether it says anything just then.
            let kept = lines.filter { $0.kind == .customer && $0.person == person && !Crowd.signs.contains($0.text) }
                .sorted(by: Self.order).map(\.text)
            if kept != said { return "\(person) said \(said.count) lines, kept are \(kept.count), or in another order" }
        }
        return nil
    }

    private var heardOnce: String? {
        let ids = world.heard.map(\.delivery.id)
        return ids.count == Set(ids).count ? nil : "\(ids.count - Set(ids).count) deliveries heard twice"
    }

    /// Within a room and a lane, as promised.
    private var inOrder: String? {
        let promised = Dictionary(uniqueKeysWithValues: replay.promised.enumerated().map { ($1.id, $0) })
        let rooms = Dictionary(grouping: world.heard.map(\.delivery)) {
            RoomAndLane(room: $0.to, lane: $0.lane)
        }
        for (place, heard) in rooms {
            let order = heard.compactMap { promised[$0.id] }
            if order != order.sorted() { return "\(place.room.room) heard out of order" }
        }
        return nil
    }

    private var outboxDrains: String? {
        if !snapshot.outbox.isEmpty { return "\(snapshot.outbox.count) deliveries are still owed" }
        let heard = Set(world.heard.map(\.delivery.id))
        // What a network cannot do is nothing to be heard.
        let features = Dictionary(uniqueKeysWithValues: FaultyNetwork.Kind.all.map { ($0.id, $0.features) })
        let missing = replay.promised.filter {
            !heard.contains($0.id) && !replay.unsaid.contains($0.id)
                && $0.translated(for: features[$0.to.gateway] ?? []) != nil
        }
        return missing.isEmpty ? nil : "\(missing.count) promised deliveries were never heard, first \(missing[0].id)"
    }

    private var readsDrain: String? {
        if let unread = snapshot.records.first(where: \.isUnread) { return "unread: \(unread)" }
        return replay.records.contains(where: \.isUnread) ? "a turn was never read" : nil
    }

    /// No delivery of the bot starts while an agent has the conversation.
    private var oneOwner: String? {
        for sighting in world.started where sighting.delivery.lane == .reply {
            guard let conversation = sighting.delivery.conversation else { continue }
            let spans = replay.assisted[conversation] ?? []
            if spans.contains(where: { $0.contains(sighting.journalled) }) {
                return "the bot began \(sighting.delivery.id) while an agent had the conversation"
            }
        }
        return nil
    }

    private var nobodyWaitsUnseen: String? {
        for case .case(let item) in snapshot.records where item.state == .waiting {
            if snapshot.timers[.waiting(item.number)] == nil { return "case \(item.number) waits without a timer" }
            if !replay.desk.line.contains(item.number) { return "case \(item.number) waits and is not in line" }
        }
        let fired = Set(world.heard.map(\.delivery.id))
        for case .case(let item) in snapshot.records where item.state == .waiting {
            // Whoever has waited for longer than a notice is late was told.
            guard world.clock.now - item.openedAt > .seconds(240), item.notices == 0, !fired.isEmpty else { continue }
            return "case \(item.number) has waited since \(item.openedAt) and was never told"
        }
        return nil
    }

    private var replayEqualsState: String? {
        let stored = snapshot.records
        return replay.records.elementsEqual(stored) ? nil : "the journal leads to another state than the records"
    }

    /// Of the desk's own letters there is one for each thing it asked for; those from outside are limited.
    private var bounded: String? {
        world.peak <= World.mailboxCapacity ? nil : "\(world.peak) letters from outside in a mailbox"
    }

    private var nothingLeaks: String? {
        let rooms = Set(world.crowd.customerRooms)
        for sighting in world.heard where rooms.contains(sighting.delivery.to) {
            let utterance: Utterance
            switch sighting.delivery.act {
            case .say(let said), .correct(_, let said): utterance = said
            case .recap, .openRoom, .enter, .leave, .takeBack, .file: continue
            }
            let text = utterance.prose.plainText
            if text.contains("!") || text.contains("secret") { return "a customer heard: \(text)" }
        }
        return nil
    }

    /// From what is kept; what was heard before it was taken back was heard.
    private var erasedIsGone: String? {
        for text in world.crowd.takenBack {
            if let line = lines.first(where: { $0.text.contains(text) }) {
                return "“\(text)” stands in \(line.conversation)"
            }
            if "\(snapshot.records)\(snapshot.outbox)".contains(text) { return "“\(text)” stands in a record" }
        }
        return nil
    }

    /// No reading was made with content that was not live while its turn was open.
    private var readersKeepUp: String? { replay.readings.problems.first }

    /// What customers heard as an answer is in the content it names, and was promised with these words.
    private var answersStand: String? {
        let promised = Dictionary(uniqueKeysWithValues: replay.promised.map { ($0.id, $0.act) })
        for sighting in world.heard {
            guard case .say(let utterance) = sighting.delivery.act, let source = utterance.source else { continue }
            let content = utterance.revision.flatMap(SimulatedFolder.state)
            let variant = content?.variant(of: source, in: utterance.language)
            if variant?.body != utterance.prose || promised[sighting.delivery.id] != sighting.delivery.act {
                return "\(sighting.delivery.id) said \(utterance.prose.plainText) from \(source) "
                    + "of \(utterance.revision?.rawValue ?? "nothing")"
            }
        }
        return nil
    }

    private var goesLive: String? {
        let (live, saved) = (world.liveRevision, world.folder.holds.content.revision)
        return live == saved ? nil : "\(live?.rawValue ?? "nothing") is live, and \(saved) was saved"
    }

    private static func order(_ a: Line, _ b: Line) -> Bool {
        (number(a.conversation), a.seq) < (number(b.conversation), b.seq)
    }

    private static func number(_ id: ConversationID) -> Int { Int(id.rawValue.dropFirst()) ?? 0 }

    private struct RoomAndLane: Hashable {
        let room: Address
        let lane: Lane
    }
}

/// The journal played to a desk that has nothing else.
struct Replay {
    private(set) var desk = Desk(content: SampleContent.content)
    private(set) var readings = LiveReadings()
    private(set) var promised: [Delivery] = []
    /// Taken back: not said, or perhaps not.
    private(set) var unsaid: Set<DeliveryID> = []
    /// For each conversation the spans of journal lengths in which an agent had it.
    private(set) var assisted: [ConversationID: [Range<Int>]] = [:]
    private var stored: [Key: Record] = [:]

    init(_ journal: [Event]) {
        var policy = Policy()
        policy.staffRooms = FaultyNetwork.Kind.all.map(\.staffRoom)
        desk = Desk(policy: policy, content: SampleContent.content)
        var since: [ConversationID: Int] = [:]
        for (index, event) in journal.enumerated() {
            desk.admit(desk.missing(for: event.body).compactMap { stored[$0] })
            if case .contentChanged(let revision) = event.body, let content = SimulatedFolder.state(revision) {
                desk.adopt(content)
            }
            let transition = desk.step(event)
            readings.take(transition)
            for effect in transition.effects { if case .deliver(let delivery) = effect { promised.append(delivery) } }
            unsaid.formUnion(transition.unsaid)
            if case .deliverySettled(let settlement) = event.body, settlement.outcome == .maybeDelivered {
                unsaid.insert(settlement.delivery)
            }
            for record in transition.records { keep(record, index + 1, &since) }
        }
        for (conversation, start) in since { assisted[conversation, default: []].append(start..<Int.max) }
    }

    var records: [Record] { desk.records }

    private mutating func keep(_ record: Record, _ length: Int, _ since: inout [ConversationID: Int]) {
        switch record {
        case .person(let person): stored[.person(person.id)] = record
        case .case(let item): stored[.case(item.number)] = record
        case .conversation(let conversation):
            stored[.conversation(conversation.id)] = record
            if case .assisted = conversation.phase {
                if since[conversation.id] == nil { since[conversation.id] = length }
            } else if let start = since.removeValue(forKey: conversation.id) {
                assisted[conversation.id, default: []].append(start..<length)
            }
        case .agent, .ledger, .login, .loginRemoved, .content: break
        }
    }
}
