import Synchronization

/// A map that outlives the process, in the gateway's memory: in parts, so that a change does not rewrite all of it. Bounded:
/// each part forgets what was put there first.
final class KeptMap: Sendable {
    static let shards = 16

    private struct Shard {
        /// In the order in which they were put.
        var keys: [String] = []
        var values: [String: JSON] = [:]
        var version = 0

        mutating func put(_ key: String, _ value: JSON?, most: Int) {
            keys.removeAll { $0 == key }
            values[key] = value
            if value != nil { keys.append(key) }
            while keys.count > most { values[keys.removeFirst()] = nil }
        }

        var json: JSON? {
            keys.isEmpty ? nil : .array(keys.map { .array([.string($0), values[$0] ?? .null]) })
        }
    }
    private let name: String
    private let mostOfShard: Int
    private let memory: MatrixMemory
    private let state = Mutex(Array(repeating: Shard(), count: KeptMap.shards))

    /// - Parameter most: Of all parts together, if their keys are numbers; else about so many.
    init(_ name: String, most: Int, memory: MatrixMemory) {
        self.name = name
        mostOfShard = (most + Self.shards - 1) / Self.shards
        self.memory = memory
    }

    /// Reads what is kept.
    func open() async throws {
        for shard in 0..<Self.shards {
            for item in try await memory.get(part(shard))?.array ?? [] {
                guard let pair = item.array, pair.count == 2, let key = pair[0].string else { continue }
                state.withLock { $0[shard].put(key, pair[1], most: mostOfShard) }
            }
        }
    }

    subscript(key: String) -> JSON? { state.withLock { $0[Self.shard(of: key)].values[key] } }

    /// In each part in the order in which they were put.
    var all: [(key: String, value: JSON)] {
        state.withLock { state in
            state.flatMap { shard in shard.keys.compactMap { key in shard.values[key].map { (key, $0) } } }
        }
    }

    /// Nil forgets the key. Durable when it returns, unless it returns false.
    @discardableResult
    func set(_ key: String, to value: JSON?) async -> Bool {
        let shard = Self.shard(of: key)
        state.withLock { state in
            state[shard].put(key, value, most: mostOfShard)
            state[shard].version += 1
        }
        while true {
            let (version, json) = state.withLock { ($0[shard].version, $0[shard].json) }
            guard await memory.keep(part(shard), json) else { return false }
            // Of several that write at once, whoever wrote something older writes again.
            if state.withLock({ $0[shard].version == version }) { return true }
        }
    }

    private func part(_ shard: Int) -> String { "\(name)/\(shard)" }

    /// Numbers in turns, so that as many of each part are kept.
    private static func shard(of key: String) -> Int {
        Int(key).map { abs($0 % shards) } ?? QuietRooms.shard(of: key) % shards
    }
}
