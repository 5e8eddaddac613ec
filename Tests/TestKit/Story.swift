public import DeskCore
import DeskStore
import Foundation
import Testing

/// A desk on `SampleContent` and `RoteReader`, told as a story: somebody says something, time passes, somebody hears
/// something. Turns are read and deliveries settle by themselves unless told otherwise. After every step a desk rebuilt
/// from the journal and one loaded from the store must stand where this one stands.
public final class Story {
    public private(set) var desk: Desk
    private let store = InMemoryStore()
    public private(set) var now = Timestamp(milliseconds: 1_795_291_200_000)
    /// Whether deliveries succeed at once; otherwise they gather in `pending`.
    public var settlesDeliveries = true
    /// Whether turns are read at once; otherwise they gather in `unread`.
    public var readsTurns = true
    /// Whether an agent has all their cases in one window.
    public var sharesWindows = false
    public private(set) var pending: [Delivery] = []
    public private(set) var unread: [Turn] = []
    public private(set) var timers: [TimerID: Timestamp] = [:]
    /// Every event and what came of it.
    public private(set) var transitions: [Transition] = []
    /// Where customers saw that an answer is on its way.
    public private(set) var typing: [Address] = []
    private var heard: [Address: [String]] = [:]
    private var coming: [Event.Body] = []
    private var withdrawn: Set<DeliveryID> = []
    private var tenure = Tenure(number: 0)
    private var replay: Replay
    private var arrivals = 0
    private var reader = RoteReader()
    /// What a gateway brought last.
    public private(set) var lastArrival: Arrival?

    /// A desk with these agents, in whose staff room nothing has been said yet.
    public init(policy: Policy = Policy(), agents: [String] = ["kim", "lee"]) async {
        var policy = policy
        policy.staffRooms = [Someone.staffRoom]
        desk = Desk(policy: policy, content: SampleContent.content)
        replay = await Replay(desk)
        tenure = await store.open().tenure
        for name in agents { await happens(.loginSet(Login(name: name, role: .agent, verifier: "secret"))) }
    }

    // MARK: What happens

    public func says(_ who: Someone, _ text: String) async { await arrives(who, .said(text)) }
    public func isOverheard(_ who: Someone, _ text: String) async { await arrives(who, .overheard(text)) }
    public func joins(_ who: Someone) async { await arrives(who, .joined) }
    public func returns(_ who: Someone) async { await arrives(who, .returned) }
    public func leaves(_ who: Someone) async { await arrives(who, .left) }
    public func edits(_ who: Someone, _ original: ArrivalID, _ text: String) async {
        await arrives(who, .edited(original, text))
    }
    public func redacts(_ who: Someone, _ original: ArrivalID) async { await arrives(who, .redacted(original)) }
    public func reacts(_ who: Someone, _ sign: String) async { await arrives(who, .reacted(sign)) }
    /// They send a file, which the gateway puts into these words.
    public func sends(_ who: Someone, _ text: String) async { await arrives(who, .said(text), hasFile: true) }
    /// An agent writes in the thread of a case.
    public func says(_ who: Someone, _ text: String, about number: CaseNumber) async {
        await arrives(who, .said(text), about: number)
    }
    /// What they say in their room cannot be read.
    public func finds(_ who: Someone, sealed instead: Address?) async { await arrives(who, .sealed(instead: instead)) }

    /// Time passes; alarms ring when they are due.
    public func passes(_ duration: Duration) async {
        let end = now + duration
        while let next = timers.min(by: { ($0.value, "\($0.key)") < ($1.value, "\($1.key)") }), next.value <= end {
            now = max(now, next.value)
            timers[next.key] = nil
            await happens(.timerFired(next.key))
        }
        now = end
    }

    /// The content folder was changed.
    public func adopts(_ content: Content) async {
        desk.adopt(content)
        replay.desk.adopt(content)
        reader = RoteReader(content)
        await happens(.contentChanged(content.revision))
    }

    /// The process ends and another one begins with what the store holds.
    public func restarts() async {
        let snapshot = await store.open()
        tenure = snapshot.tenure
        let begun = Desk(policy: desk.policy, content: desk.content)
        desk = begun
        desk.admit(snapshot.records)
    }

    /// Everything pending is delivered now, or settles as withdrawn if it was taken back.
    public func delivers() async {
        for delivery in pending {
            await happens(withdrawn.remove(delivery.id) == nil ? settled(delivery) : settled(delivery, .withdrawn))
        }
    }

    /// Everything unread is read now.
    public func reads() async {
        let turns = unread
        unread = []
        for turn in turns { await happens(.turnRead(turn.id, reader.read(turn))) }
    }

    public func happens(_ body: Event.Body) async {
        await step(body)
        while !coming.isEmpty { await step(coming.removeFirst()) }
    }

    // MARK: What is heard

    /// What was delivered to their room since the last time somebody asked.
    public func hears(_ who: Someone) -> [String] { heard.removeValue(forKey: who.room) ?? [] }

    /// Every line of every transcript, notes among them.
    public var lines: [Line] { get async { await store.lines } }

    /// Questions that got no answer, or not the right one.
    public var missed: [MissedQuestion] { get async { await store.gaps(since: nil) } }

    /// What can be learned from.
    public var turns: [PastTurn] { get async { await store.turns(since: nil) } }

    public func board() async -> [BoardRow] { await store.board() }

    /// A case as it is kept, also when the desk has let go of it.
    public func kept(_ number: CaseNumber) async -> Case? {
        for case .case(let item) in await store.recall([.case(number)]) { return item }
        return nil
    }

    /// The word with which the case's customer comes back.
    public func word(of number: CaseNumber) -> String { desk.cases[number]?.comeBackWord ?? "none" }

    // MARK: Steps

    private func arrives(
        _ who: Someone, _ body: Arrival.Body, about number: CaseNumber? = nil, hasFile: Bool = false
    ) async {
        arrivals += 1
        let id = ArrivalID("irc/\(arrivals)")
        let arrival = Arrival(
            id: id, from: who.room, venue: who.venue, author: who.author, at: now, body: body,
            aside: who.aside, about: number, hasFile: hasFile)
        lastArrival = arrival
        await happens(.arrived(arrival))
    }

    private func step(_ body: Event.Body) async {
        // A number of its own for every step, spread over all bits (Steele, Lea and Flood: SplitMix64's increment).
        let chance = UInt64(transitions.count + 1) &* 0x9E37_79B9_7F4A_7C15
        let event = Event(at: now, body, chance: chance)
        desk.admit(await store.recall(desk.missing(for: body)))
        let transition = desk.step(event)
        transitions.append(transition)
        do {
            try await store.commit([transition], in: tenure)
        } catch {
            Issue.record(error)
        }
        if case .deliverySettled(let settlement) = body { pending.removeAll { $0.id == settlement.delivery } }
        for effect in transition.effects { await perform(effect) }
        await check(transition)
    }

    private func check(_ transition: Transition) async {
        let replayed = await replay.step(transition.event)
        let event = transition.event
        #expect(replayed.effects == transition.effects, "replaying \(event)")
        #expect(replayed.lines == transition.lines, "replaying \(event)")
        #expect(replay.desk.records == desk.records, "replaying \(event)")
        let snapshot = await store.snapshot
        var loaded = Desk(policy: desk.policy, content: desk.content)
        loaded.admit(snapshot.records)
        #expect(loaded.records == desk.records, "loading after \(event)")
        #expect(loaded.line == desk.line, "loading after \(event)")
        #expect(snapshot.timers == timers, "timers after \(event)")
        #expect(snapshot.outbox.map(\.delivery.id) == pending.map(\.id), "outbox after \(event)")
    }

    private func perform(_ effect: Effect) async {
        switch effect {
        case .deliver(let delivery):
            pending.append(delivery)
            if settlesDeliveries { coming.append(settled(delivery)) }
        case .withdraw(let id, _):
            guard let delivery = pending.first(where: { $0.id == id }) else { break }
            if settlesDeliveries { coming.append(settled(delivery, .withdrawn)) } else { withdrawn.insert(id) }
        case .read(let turn):
            if readsTurns { coming.append(.turnRead(turn.id, reader.read(turn))) } else { unread.append(turn) }
        case .startTimer(let timer, let due): timers[timer] = due
        case .cancelTimer(let timer): timers[timer] = nil
        case .show(let look, let room): heard[room, default: []] += await shown(look)
        case .drop(let words, let room):
            let dropped = pending.filter { $0.causedBy == words && $0.to == room && $0.act.isOfPeople }
            for delivery in dropped { await perform(.withdraw(delivery.id, in: room)) }
        case .typing(let room): typing.append(room)
        case .resume: break
        }
    }

    private func settled(_ delivery: Delivery) -> Event.Body {
        var receipt = Receipt()
        switch delivery.act {
        case .say(let utterance): hear(utterance, in: delivery.to)
        case .recap(let lines): heard[delivery.to, default: []] += lines.map { "\($0.author): \($0.text)" }
        case .openRoom(let number, _, let agent, _):
            let there = Address(gateway: delivery.to.gateway, room: Someone.caseRoom(number).room)
            let room = sharesWindows ? Someone.window(of: agent.rawValue) : there
            receipt = Receipt(room: room, isShared: sharesWindows)
        case .enter(let agent): heard[delivery.to, default: []].append("(\(agent) enters)")
        case .leave(let agent): heard[delivery.to, default: []].append("(\(agent) leaves)")
        case .correct(let words, let utterance): hear(utterance.marked(with: "(instead of \(words)) "), in: delivery.to)
        case .takeBack(let words): heard[delivery.to, default: []].append("(\(words) is taken back)")
        case .file(let file): heard[delivery.to, default: []].append(file.text)
        }
        return settled(delivery, .delivered(receipt))
    }

    private func settled(_ delivery: Delivery, _ outcome: Outcome) -> Event.Body {
        .deliverySettled(Settlement(delivery: delivery.id, conversation: delivery.conversation, outcome: outcome))
    }

    private func hear(_ utterance: Utterance, in room: Address) {
        let text = utterance.prose.plainText
        switch utterance.speaker {
        case .desk: heard[room, default: []].append(text)
        case .agent(let agent): heard[room, default: []].append("\(agent): \(text)")
        case .customer(let name): heard[room, default: []].append("\(name): \(text)")
        }
    }

    private func shown(_ look: Look) async -> [String] {
        switch look {
        case .text(let text): return [text]
        case .board: return [LookText.board(await store.board(), now: now)]
        case .find(let words): return [LookText.found(await store.find(words, limit: 10), for: words)]
        case .brief(let number, let through):
            guard let brief = await store.brief(number) else { return ["There is no case \(number)."] }
            return [LookText.brief(brief, now: now)] + (await recap(brief.conversation, through: through))
        case .recap(let conversation, let through): return await recap(conversation, through: through)
        case .draft(let number): return ["(a draft from case \(number))"]
        case .file(let arrival, let room, let number): return ["(the file \(arrival) of \(room.room), case \(number))"]
        }
    }

    private func recap(_ conversation: ConversationID, through seq: Int?) async -> [String] {
        await store.lines(of: conversation, last: 50, through: seq, notes: false).map { "\($0.author): \($0.text)" }
    }
}

/// A desk that knows nothing but what the journal and the words kept apart from it say.
private struct Replay {
    var desk: Desk
    private let store = InMemoryStore()
    private let tenure: Tenure

    init(_ fresh: Desk) async {
        desk = fresh
        tenure = await store.open().tenure
    }

    mutating func step(_ event: Event) async -> Transition {
        guard let body = try? JSONEncoder().encode(event.skeleton),
            let kept = try? JSONDecoder().decode(Event.self, from: body)
        else {
            Issue.record("\(event) cannot be kept in a journal")
            return Transition(event: event)
        }
        var name = ""
        if case .arrived(let arrival) = event.body { name = arrival.author.name }
        let restored = kept.restored(words: event.words, name: name)
        desk.admit(await store.recall(desk.missing(for: restored.body)))
        let transition = desk.step(restored)
        do {
            try await store.commit([transition], in: tenure)
        } catch {
            Issue.record(error)
        }
        return transition
    }
}
