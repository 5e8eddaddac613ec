import DeskCore
import Synchronization

/// On which day something was said last in each room, so that rooms in which nobody talks any more can be left. Kept in
/// parts, each written when a room of it has its first word of a day.
final class QuietRooms: Sendable {
    static let shards = 16
    private struct State {
        /// By part.
        var days: [[String: Int]] = Array(repeating: [:], count: QuietRooms.shards)
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
            for (room, day) in kept.object ?? [:] {
                state.days[Self.shard(of: room)].merge([room: day.int ?? 0]) { max($0, $1) }
            }
        }
    }

    func heard(_ room: String, at time: Timestamp) {
        let (day, shard) = (Self.day(time), Self.shard(of: room))
        state.withLock { state in
            guard state.days[shard][room].map({ $0 < day }) ?? true else { return }
            state.days[shard][room] = day
            state.changed.insert(shard)
        }
    }

    func forget(_ room: String) {
        let shard = Self.shard(of: room)
        state.withLock { state in
            if state.days[shard].removeValue(forKey: room) != nil { state.changed.insert(shard) }
        }
    }

    /// Rooms in which nothing was said since that day.
    func quiet(since day: Int) -> [String] {
        state.withLock { state in state.days.joined().filter { $0.value < day }.map(\.key).sorted() }
    }

    /// The parts that changed since they were asked for last.
    func changes() -> [(shard: Int, json: JSON)] {
        state.withLock { state in
            defer { state.changed = [] }
            return state.changed.sorted().map { shard in
                (shard, .object(state.days[shard].mapValues { JSON.int($0) }))
            }
        }
    }
}
