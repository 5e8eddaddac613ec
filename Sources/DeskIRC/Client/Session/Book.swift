import DeskCore

/// Everybody who has talked with the desk lately, so that a restart of either side does not take a guest's case from them
/// and give it to whoever has their nick by then. Kept in pieces, so that one newcomer costs one small write.
struct Book {
    static let shards = 64
    /// The ones not heard for the longest are forgotten.
    static let most = 4096

    private(set) var people: [String: Acquaintance] = [:]
    /// By folded nick, of those who may have it.
    private(set) var nicks: [String: Acquaintance] = [:]
    private var dirty: Set<Int> = []
    /// What is being written, and who is in it.
    private var writing: [Int: [Acquaintance]] = [:]
    private var guests: UInt64 = 0
    /// Somebody was forgotten before they were on the disk.
    var hasReleased = false

    subscript(root: String) -> Acquaintance? { people[root] }

    /// A root that no other process has given to anybody.
    mutating func newGuest(_ process: String) -> String {
        guests += 1
        return "~" + process + String(guests, radix: 32)
    }

    mutating func add(_ person: Acquaintance, folded: String) {
        people[person.root] = person
        nicks[folded] = person
        touch(person)
        guard people.count > Self.most else { return }
        let old = people.values.sorted { ($0.spokeAt, $0.root) < ($1.spokeAt, $1.root) }.prefix(Self.most / 8)
        for other in old where other !== person { forget(other) }
    }

    /// As kept by an earlier process, or by an earlier connection of this one.
    mutating func admit(_ text: String, fold: (String) -> String) {
        for line in text.split(separator: "\n") {
            guard let person = Acquaintance(text: line), people[person.root] == nil else { continue }
            people[person.root] = person
            nicks[fold(person.nick)] = person
        }
    }

    mutating func rename(_ person: Acquaintance, to nick: String, from old: String, folded: String) {
        if nicks[old] === person { nicks[old] = nil }
        person.nick = nick
        nicks[folded] = person
        touch(person)
    }

    /// Their nick is theirs no more.
    mutating func free(_ folded: String) { nicks[folded] = nil }

    mutating func forget(_ person: Acquaintance) {
        people[person.root] = nil
        // What they said waits for nothing that would still be written.
        if !person.isKept { (person.isKept, hasReleased) = (true, true) }
        for (nick, other) in nicks where other === person { nicks[nick] = nil }
        touch(person)
    }

    /// All nicks anew, under another spelling.
    mutating func refold(_ fold: (String) -> String) {
        nicks = [:]
        for person in people.values where person.presence != .gone { nicks[fold(person.nick)] = person }
    }

    // MARK: - On the disk

    mutating func touch(_ person: Acquaintance) { dirty.insert(Self.shard(of: person.root)) }

    /// What is to be written now: pieces of which none is being written.
    mutating func toWrite() -> [(shard: Int, text: String)] {
        let shards = dirty.filter { writing[$0] == nil }.sorted()
        guard !shards.isEmpty else { return [] }
        var pieces: [Int: [Acquaintance]] = [:]
        for person in people.values {
            let shard = Self.shard(of: person.root)
            if shards.contains(shard) { pieces[shard, default: []].append(person) }
        }
        return shards.map { shard in
            dirty.remove(shard)
            let people = (pieces[shard] ?? []).sorted { $0.root < $1.root }
            writing[shard] = people
            return (shard, people.map(\.text).joined(separator: "\n"))
        }
    }

    /// Who is on the disk from here on.
    mutating func written(_ shard: Int) -> [Acquaintance] {
        let people = writing.removeValue(forKey: shard) ?? []
        for person in people { person.isKept = true }
        return people
    }

    /// FNV-1a: the same in every process, unlike Swift's own.
    static func shard(of root: String) -> Int {
        var hash: UInt32 = 2_166_136_261
        for byte in root.utf8 { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
        return Int(hash % UInt32(shards))
    }
}
