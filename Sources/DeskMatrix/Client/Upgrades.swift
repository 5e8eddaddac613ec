import Synchronization

/// Rooms that took the place of others. To the house a room stays the first of them, however often it is upgraded.
final class Upgrades: Sendable {
    /// Rooms that stand for another one. About so many: the first ones are forgotten, and are rooms of their own then.
    static let most = 1000

    private let first: KeptMap
    /// By the first one.
    private let current = Mutex<[String: String]>([:])

    init(memory: MatrixMemory) { first = KeptMap(MatrixMemory.Key.upgrades, most: Self.most, memory: memory) }

    func open() async throws {
        try await first.open()
        for (room, kept) in first.all {
            guard let old = kept["first"]?.string, kept["isLast"]?.bool == true else { continue }
            current.withLock { $0[old] = room }
        }
    }

    /// What the house calls a room.
    func house(of room: String) -> String { first[room]?["first"]?.string ?? room }

    /// The room that stands for one that the house knows.
    func current(_ house: String) -> String { current.withLock { $0[house] } ?? house }

    /// Whether another one has taken its place.
    func isReplaced(_ room: String) -> Bool { current(house(of: room)) != room }

    /// - Returns: False where it cannot be kept.
    func replaced(_ old: String, by new: String) async -> Bool {
        let house = house(of: old)
        guard new != house else { return false }
        // Never two of them the last, whenever the process ends.
        if old != house {
            guard await first.set(old, to: ["first": .string(house), "isLast": false]) else { return false }
        }
        guard await first.set(new, to: ["first": .string(house), "isLast": true]) else { return false }
        current.withLock { $0[house] = new }
        return true
    }
}
