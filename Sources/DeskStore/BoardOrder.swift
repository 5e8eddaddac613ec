import DeskCore

extension Case {
    /// Whether agents see it on the board.
    var isOnBoard: Bool {
        switch state {
        case .waiting, .claimed: true
        case .closing, .done: false
        }
    }

    /// Those who wait first, by due time.
    var boardOrder: (Int, Timestamp, Int) { (state == .waiting ? 0 : 1, due, number) }

    var stateText: String {
        switch state {
        case .waiting: "waiting"
        case .claimed(let agent): "with \(agent)"
        case .closing, .done: "closed" + (reason.map { " (\($0))" } ?? "")
        }
    }

    var claimedBy: AgentID? { if case .claimed(let agent) = state { agent } else { nil } }
}
