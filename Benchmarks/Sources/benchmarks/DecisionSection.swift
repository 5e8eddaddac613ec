import DeskCore

/// What deciding costs, without reading, storing or telling anybody.
struct DecisionSection {
    static let customers = 1000
    let questions: Questions
    let window: Duration

    func table() -> Table {
        var crowd = Crowd(Self.customers, questions)
        _ = crowd.begin()
        var effects = 0
        let (steps, time) = repeated(for: window, chunk: 100) { effects += crowd.step().effects.count }
        precondition(effects > 0 && crowd.desk.conversations.count == Self.customers)
        let rate = Double(steps) / time.inSeconds
        return Table(
            "Decisions", note: "`Desk.step` alone, one core. An answer is three steps: question, reading, delivery.",
            columns: ["open conversations", "steps/s", "µs a step"],
            rows: [[.count(Self.customers), .number(rate, 0), .number(1_000_000 / rate, 2)]])
    }
}
