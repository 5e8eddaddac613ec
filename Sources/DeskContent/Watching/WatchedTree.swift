#if os(Linux)
/// The folders of the content as they are watched just now.
struct WatchedTree {
    /// How often the folders are looked through again because new ones came up meanwhile.
    private static let mostLooks = 10

    private let content: String
    private let inotify: Inotify
    private let mostWatches: Int
    private var places: [Int32: WatchPlan.Place] = [:]
    /// Why not all of it is watched.
    private(set) var trouble: String?

    /// Nil when the system does not let us watch anything.
    init?(_ content: String, mostWatches: Int) {
        guard let inotify = Inotify() else { return nil }
        self.content = content
        self.inotify = inotify
        self.mostWatches = mostWatches
        look()
    }

    var descriptor: Int32 { inotify.descriptor }
    func close() { inotify.close() }

    /// Takes in what has happened; whether content may have changed by it.
    mutating func takeEvents() -> Bool {
        var (isChange, mustLook) = (false, false)
        for happening in inotify.happenings() {
            switch weigh(happening) {
            case .nothing: break
            case .text: isChange = true
            case .structure: (isChange, mustLook) = (true, true)
            }
        }
        if mustLook { look() }
        return isChange
    }

    private enum Weight { case nothing, text, structure }

    private mutating func weigh(_ happening: Inotify.Happening) -> Weight {
        guard let watch = happening.watch else { return .structure }
        guard let place = places[watch] else { return .nothing }
        if happening.flags.contains(.ignored) {
            places[watch] = nil
            return .nothing
        }
        let name = happening.name
        if name.isEmpty || place.names.contains(name) { return .structure }
        guard place.isContent, !WatchPlan.isHidden(name) else { return .nothing }
        if happening.flags.contains(.isFolder) { return .structure }
        guard WatchPlan.isContentFile(name) else { return .nothing }
        guard !happening.flags.isDisjoint(with: [.created, .movedHere]) else { return .text }
        let path = place.path + "/" + name
        if WatchPlan.Kind(of: path) == .link { return .structure }
        return happening.flags.contains(.created) && WatchPlan.Kind.isBeingWritten(path) ? .nothing : .text
    }

    /// Watches what the plan says, and nothing else. A folder that came up between the planning and the watching is
    /// found by planning again.
    private mutating func look() {
        for _ in 0..<Self.mostLooks where !watch(WatchPlan(content)) {}
    }

    /// Whether nothing new was found.
    private mutating func watch(_ plan: WatchPlan) -> Bool {
        var found: [Int32: WatchPlan.Place] = [:]
        trouble = nil
        for place in plan.places.values.sorted(by: { $0.path < $1.path }) {
            guard found.count < mostWatches else {
                trouble = Inotify.noWatches
                break
            }
            do throws(Inotify.Failure) {
                let hasText = place.isContent || place.hasFiles
                found[try inotify.add(place.path, hasText ? [.structure, .text] : .structure)] = place
            } catch {
                if error == .limit { trouble = Inotify.noWatches }
            }
        }
        let isSame = found.keys.allSatisfy { places[$0] != nil }
        for number in places.keys where found[number] == nil { inotify.remove(number) }
        places = found
        return isSame
    }
}
#endif
