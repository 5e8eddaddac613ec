import DeskCore
import Synchronization

/// On which day something was said last in each room, so that rooms in which nobody talks any more can be left. Kept in
/// parts, each written when a room of it has its first word of a day.
final class QuietRooms: Sendable {
    static let shards = 16
    private struct State {
        var days: [String: Int] = [:]
        var changed: Set<Int> = []
    }
    private let state = Mutex(State())

    static func day(_ time: Timestamp) -> Int { Int(time.milliseconds / 86_400_000) }

    /// The same for the same room in every process.
    static func shard(of room: String) -> Int {
        Int(room.utf8.reduce(UInt32(2_166_136_261)) { ($0 ^ UInt32($1)) &* 16_777_619 } % UInt32(shards))
    }

    func admit(_ kept: JSON) {
        state.withLock { state in
            for (room, day) in kept.object ?? [:] { state.days[room] = max(state.days[room] ?? 0, day.int ?? 0) }
        }
    }

    func heard(_ room: String, at time: Timestamp) {
        let day = Self.day(time)
        state.withLock { state in
            guard state.days[room].map({ $0 < day }) ?? true else { return }
            state.days[room] = day
            state.changed.insert(Self.shard(of: room))
        }
    }

    func forget(_ room: String) {
        state.withLock { state in
            if state.days.removeValue(forKey: room) != nil { state.changed.insert(Self.shard(of: room)) }
        }
    }

    /// Rooms in which nothing was said since that day.
    func quiet(since day: Int) -> [String] {
        state.withLock { state in state.days.filter { $0.value < day }.map(\.key).sorted() }
    }

    /// The parts that changed since they were asked for last.
    func changes() -> [(shard: Int, json: JSON)] {
        state.withLock { state in
            defer { state.changed = [] }
            return state.changed.sorted().map { shard in
                let days = state.days.filter { Self.shard(of: $0.key) == shard }
                return (shard, .object(days.mapValues { JSON.int($0) }))
            }
        }
    }
}
