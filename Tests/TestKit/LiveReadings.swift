public import DeskCore

/// Content and its reader change in one step: every reading was made with content that was live at some time between
/// the step that asked for it and the one that took it in. Neither ahead of the desk's words nor behind them.
public struct LiveReadings {
    private var revisions: [Revision] = []
    /// Which of the revisions was live as a turn was first to be read.
    private var asked: [TurnID: Int] = [:]
    public private(set) var problems: [String] = []

    public init() {}

    /// Takes in one step of the journal, in order.
    public mutating func take(_ transition: Transition) {
        if case .contentChanged(let revision) = transition.event.body { revisions.append(revision) }
        if case .turnRead(let turn, let reading) = transition.event.body { check(reading, of: turn) }
        for case .read(let turn) in transition.effects where asked[turn.id] == nil {
            asked[turn.id] = max(0, revisions.count - 1)
        }
    }

    private mutating func check(_ reading: Reading, of turn: TurnID) {
        guard let first = asked[turn] else { return problems.append("\(turn) was read and nobody had asked") }
        let live = revisions.dropFirst(first)
        if !live.contains(reading.revision) {
            problems.append("\(turn) was read with \(reading.revision) while \(live.map(\.rawValue)) were live")
        }
    }
}
