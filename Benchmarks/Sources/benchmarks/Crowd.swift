import DeskCore

/// Customers who ask again as soon as they are answered, and a desk, without time, threads or network: every event has
/// the form it has in the running desk.
struct Crowd {
    static let gateway: GatewayID = "bench"
    private(set) var desk: Desk
    private let questions: [Questions.Question]
    /// The next event of each customer: there is always exactly one.
    private var pending: [Event.Body] = []
    private var asked: [Int]
    private var cursor = 0
    private var now = Timestamp(milliseconds: 1_800_000_000_000)

    init(_ count: Int, _ questions: Questions) {
        desk = Desk(content: questions.content)
        self.questions = questions.answered
        asked = Array(repeating: 0, count: count)
        pending = (0..<count).map { Self.arrival($0, 0, questions.answered, now) }
    }

    /// Greets everybody, and spreads them evenly over asking, reading and settling, as they are in a desk under load.
    mutating func begin() -> [Transition] {
        var transitions = [desk.step(Event(at: now, .contentChanged(desk.content.revision)))]
        for customer in pending.indices {
            for _ in 0..<(3 + customer % 3) { transitions.append(step(customer)) }
        }
        return transitions
    }

    /// The next customer's turn.
    mutating func step() -> Transition {
        defer { cursor = (cursor + 1) % pending.count }
        return step(cursor)
    }

    private mutating func step(_ customer: Int) -> Transition {
        now = Timestamp(milliseconds: now.milliseconds + 1)
        let body = pending[customer]
        let transition = desk.step(Event(at: now, body, chance: UInt64(customer)))
        switch body {
        case .arrived: pending[customer] = read(transition, customer)
        case .turnRead: pending[customer] = settle(transition, customer)
        default: pending[customer] = ask(customer)
        }
        return transition
    }

    private func read(_ transition: Transition, _ customer: Int) -> Event.Body {
        for case .read(let turn) in transition.effects {
            return .turnRead(turn.id, questions[(customer + asked[customer]) % questions.count].reading)
        }
        preconditionFailure("a question was not read: \(transition.event.body)")
    }

    private func settle(_ transition: Transition, _ customer: Int) -> Event.Body {
        for case .deliver(let delivery) in transition.effects {
            return .deliverySettled(
                Settlement(delivery: delivery.id, conversation: delivery.conversation, outcome: .delivered(Receipt())))
        }
        preconditionFailure("a question was not answered: \(transition.event.body)")
    }

    private mutating func ask(_ customer: Int) -> Event.Body {
        asked[customer] += 1
        return Self.arrival(customer, asked[customer], questions, now)
    }

    private static func arrival(
        _ customer: Int, _ number: Int, _ questions: [Questions.Question], _ now: Timestamp
    ) -> Event.Body {
        let text = questions[(customer + number) % questions.count].text
        return .arrived(Arrival.asking(text, customer: customer, number: number, at: now))
    }
}

extension Arrival {
    /// A question of a guest, in private.
    static func asking(_ text: String, customer: Int, number: Int, at now: Timestamp) -> Arrival {
        let room = "bench/\(customer)"
        return Arrival(
            id: ArrivalID("\(room)/\(number)"), from: Address(gateway: Crowd.gateway, room: RoomID(room)),
            venue: .direct, author: Author(person: PersonID(room), name: "customer\(customer)", isLasting: false),
            at: now, body: .said(text))
    }
}
