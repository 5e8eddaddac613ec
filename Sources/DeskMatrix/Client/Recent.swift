/// The entries that came last, by name. Bounded: the oldest are forgotten.
struct Recent<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private var entries: [Key: Value] = [:]
    /// In a ring, the oldest at `next` once it is full.
    private var keys: [Key] = []
    private var next = 0
    private let most: Int

    init(most: Int) { self.most = most }

    /// What is put under a name that is known keeps the age of what was there.
    subscript(key: Key) -> Value? {
        get { entries[key] }
        set {
            guard let newValue else { return entries[key] = nil }
            guard entries.updateValue(newValue, forKey: key) == nil else { return }
            if keys.count < most {
                keys.append(key)
            } else {
                let oldest = keys[next]
                keys[next] = key
                next = (next + 1) % most
                if oldest != key { entries[oldest] = nil }
            }
        }
    }
}
