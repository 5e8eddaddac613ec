/// What survives a crash. Only the desk's loop writes to it, one commit at a time.
///
/// `unseen` and `recall` are also asked while a commit is under way. What they see of it by then is open: the loop knows
/// what it holds.
public protocol Store: Sendable {
    /// Opens a new tenure: what is open as of the last commit, with what is still owed. From now on the commits of
    /// every earlier tenure fail.
    func open() async throws(StoreError) -> Snapshot

    /// Which of these arrivals were never committed: what was said is known for as long as its words are kept, anything
    /// else for 30 days.
    func unseen(_ arrivals: [ArrivalID]) async throws(StoreError) -> Set<ArrivalID>

    /// The records of these keys as of the last commit; keys unknown are left out.
    func recall(_ keys: [Key]) async throws(StoreError) -> [Record]

    /// All or nothing: journal, records, words, outbox and timers in one transaction, on the disk when it returns.
    func commit(_ transitions: [Transition], in tenure: Tenure) async throws(StoreError)
}

/// One process's turn as the only writer. A later tenure outranks an earlier one.
public struct Tenure: Hashable, Comparable, Sendable, Codable {
    public let number: Int
    public init(number: Int) { self.number = number }
    public static func < (a: Self, b: Self) -> Bool { a.number < b.number }
}

/// What a new tenure begins with.
public struct Snapshot: Equatable, Sendable {
    /// A delivery not yet settled.
    public struct Owed: Equatable, Sendable {
        public let delivery: Delivery
        /// Taken back: it only waits to be settled as withdrawn.
        public let isWithdrawn: Bool
        public init(_ delivery: Delivery, isWithdrawn: Bool = false) {
            self.delivery = delivery
            self.isWithdrawn = isWithdrawn
        }
    }
    public let tenure: Tenure
    /// Every record that is open.
    public let records: [Record]
    /// In the order in which it was promised.
    public let outbox: [Owed]
    public let timers: [TimerID: Timestamp]

    public init(tenure: Tenure, records: [Record] = [], outbox: [Owed] = [], timers: [TimerID: Timestamp] = [:]) {
        self.tenure = tenure
        self.records = records
        self.outbox = outbox
        self.timers = timers
    }
}

public enum StoreError: Error, Equatable, Sendable {
    /// It did not work; it may have happened all the same.
    case unavailable(String)
    /// What is on the disk cannot be understood: stop, and let a person look.
    case corrupt(String)
    /// Another process has taken over: this one must stop.
    case outranked
}
