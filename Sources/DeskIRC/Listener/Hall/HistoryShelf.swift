import DeskCore

/// What agents said among themselves lately, by place, for whoever comes back to it. In memory alone: it ends with the
/// process, and with the channel that it was said in.
final class HistoryShelf {
    /// Of one place, and of all together; the oldest go first.
    static let mostHere = 500
    static let mostOverall = 10_000

    private var places: [String: [Words]] = [:]
    /// Places in the order in which something was said there, one entry for each of it.
    private var order: [String] = []

    func keep(_ words: Words, in place: String) {
        places[place, default: []].append(words)
        order.append(place)
        if let count = places[place]?.count, count > Self.mostHere { dropOldest(of: place) }
        if order.count > Self.mostOverall, let oldest = order.first { dropOldest(of: oldest) }
    }

    func words(in place: String) -> [Words] { places[place] ?? [] }

    var names: [String] { places.keys.sorted() }

    func forget(_ place: String) {
        guard places.removeValue(forKey: place) != nil else { return }
        order.removeAll { $0 == place }
    }

    private func dropOldest(of place: String) {
        if let index = order.firstIndex(of: place) { order.remove(at: index) }
        places[place]?.removeFirst()
        if places[place]?.isEmpty ?? false { places[place] = nil }
    }
}

/// How far people have read (IRCv3 read-marker, as of its draft).
struct ReadMarkers {
    /// Places of one person; of more, what was marked longest ago is forgotten.
    static let mostPlaces = 100
    /// People who may come back, all together.
    static let mostPeople = 10_000

    private var people: [String: [String: Timestamp]] = [:]
    private var order: [String] = []

    func marker(of root: String, in place: String) -> Timestamp? { people[root]?[place] }

    /// Only ever forward; whether it moved.
    mutating func move(to time: Timestamp, of root: String, in place: String) -> Bool {
        if let marker = people[root]?[place], marker >= time { return false }
        if people[root] == nil {
            order.append(root)
            if order.count > Self.mostPeople { people[order.removeFirst()] = nil }
        }
        people[root, default: [:]][place] = time
        if let places = people[root], places.count > Self.mostPlaces,
            let oldest = places.min(by: { ($0.value, $0.key) < ($1.value, $1.key) })
        {
            people[root]?[oldest.key] = nil
        }
        return true
    }

    mutating func forget(_ root: String) {
        guard people.removeValue(forKey: root) != nil else { return }
        order.removeAll { $0 == root }
    }
}
