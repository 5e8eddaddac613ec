import DeskCore

/// Rings at the times the desk has set. They are kept in the store; this holds them for as long as the process lives.
struct AlarmClock: Sendable {
    private let schedule: Schedule<TimerID>
    private let mailbox: Mailbox

    init(time: Time, mailbox: Mailbox) {
        schedule = Schedule(time: time)
        self.mailbox = mailbox
    }

    func start(_ timer: TimerID, at due: Timestamp) { schedule.set(timer, at: due) }
    func cancel(_ timer: TimerID) { schedule.cancel(timer) }
    func run() async { await schedule.run { mailbox.post(.timerFired($0)) } }
}
