import DeskCore
import Synchronization

/// The rooms in which agents work: the staff room with a thread for each case, and a room for each case that somebody took.
final class AgentRooms: Sendable {
    /// Cases whose thread is known, and rooms of cases: the last ones.
    static let most = 1000

    enum Place: Equatable, Sendable {
        case staff
        case ofCase(CaseNumber, user: String)
    }

    /// Where in the staff room a case is talked about.
    struct Thread: Equatable, Sendable {
        let root: String
        let last: String

        /// Clients without threads are shown a reply to the last event.
        var relation: JSON {
            [
                "rel_type": "m.thread", "event_id": .string(root), "is_falling_back": true,
                "m.in_reply_to": ["event_id": .string(last)],
            ]
        }
    }

    private struct Staff {
        var room: String?
        /// Nil until the desk has tried to come in.
        var isThere: Bool?
        /// The last event of each thread that something was said in.
        var last = Recent<CaseNumber, String>(most: AgentRooms.most)
    }
    private let staffState = Mutex(Staff())
    private let cases: KeptMap
    private let threads: KeptMap

    init(memory: MatrixMemory) {
        cases = KeptMap(MatrixMemory.Key.cases, most: Self.most, memory: memory)
        threads = KeptMap(MatrixMemory.Key.threads, most: Self.most, memory: memory)
    }

    func open() async throws {
        try await cases.open()
        try await threads.open()
    }

    /// What a room is to the agents; nil for customers' rooms.
    func place(of room: String) -> Place? {
        if staff == room { return .staff }
        guard let kept = cases[room], let number = kept["case"]?.int, let user = kept["user"]?.string else {
            return nil
        }
        return .ofCase(number, user: user)
    }

    // MARK: - The staff room

    var staff: String? { staffState.withLock(\.room) }
    /// Whether the desk is in it; nil where that is not known yet.
    var isInStaff: Bool? { staffState.withLock(\.isThere) }

    func staff(is room: String) { staffState.withLock { $0.room = room } }

    /// - Returns: Whether it was known to be out.
    @discardableResult
    func isInStaff(_ isThere: Bool) -> Bool {
        staffState.withLock { state in
            defer { state.isThere = isThere }
            return state.isThere == false
        }
    }

    // MARK: - Threads

    func thread(of number: CaseNumber) -> Thread? {
        guard let kept = threads[String(number)], let root = kept["root"]?.string, kept["room"]?.string == staff else {
            return nil
        }
        return Thread(root: root, last: staffState.withLock { $0.last[number] } ?? root)
    }

    /// From now on that case is talked about below this event.
    func begin(thread number: CaseNumber, below root: String, in room: String) async {
        await threads.set(String(number), to: ["root": .string(root), "room": .string(room)])
    }

    func said(_ event: String, inThread number: CaseNumber) { staffState.withLock { $0.last[number] = event } }

    /// The case that is talked about below an event.
    func number(ofThread root: String) -> CaseNumber? {
        threads.all.first { $0.value["root"]?.string == root }.flatMap { CaseNumber($0.key) }
    }

    // MARK: - Rooms of cases

    /// The room in which that user has the case.
    func room(of number: CaseNumber, for user: String) -> String? {
        cases.all.last { $0.value["case"]?.int == number && $0.value["user"]?.string == user }?.key
    }

    /// - Returns: False where it cannot be kept.
    func keep(_ room: String, of number: CaseNumber, for user: String) async -> Bool {
        await cases.set(room, to: ["case": .int(number), "user": .string(user)])
    }

    func forget(_ room: String) async { if cases[room] != nil { await cases.set(room, to: nil) } }
}
