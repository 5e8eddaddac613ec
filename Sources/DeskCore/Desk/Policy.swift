/// What an operator may set about how the desk behaves. Values, so that time and configuration enter only from outside.
public struct Policy: Equatable, Sendable {
    /// The name under which the desk's own lines stand in transcripts.
    public var deskName = "support"
    /// How long to wait for more lines of a turn before asking back or handing over; never delays a sure answer.
    public var turnPause: Duration = .milliseconds(800)
    /// After how long without a word a conversation with the bot is over.
    public var idle: Duration = .seconds(30 * 60)
    /// When the first reply of a person is due, counted from the hand-over; the line is ordered by it.
    public var firstReply: Duration = .seconds(10 * 60)
    /// After how long in line the customer gets a word, counted from the hand-over; then again after as long as the last.
    public var waitNotices: [Duration] = [.seconds(2 * 60), .seconds(10 * 60), .seconds(30 * 60)]
    /// After how long without an agent's answer the others are told and may take over.
    public var agentSilence: Duration = .seconds(10 * 60)
    /// After this many misses in a row a person takes over.
    public var mostMisses = 2
    /// How sure an answer must be that nobody asked the desk for.
    public var unaskedConfidence = 0.95
    /// Rooms in which all agents see the board.
    public var staffRooms: [Address] = []

    public init() {}

    /// From one notice to the next, counted from 1.
    func pause(afterNotice count: Int) -> Duration? {
        guard waitNotices.indices.contains(count) else { return waitNotices.last }
        return max(waitNotices[count] - waitNotices[count - 1], .zero)
    }
}
