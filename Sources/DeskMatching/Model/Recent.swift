import Synchronization

/// What was worked out for texts that were said lately: customers ask the same things, and often within one turn.
///
/// In two generations: when the younger one is full the older one is let go, so that a value that is wanted again and
/// again stays. At most `2 * most` values of texts of at most `longestText` bytes.
final class Recent<Context: Hashable & Sendable, Value: Sendable>: Sendable {
    static var most: Int { 1024 }
    static var longestText: Int { 400 }

    private struct Key: Hashable, Sendable {
        let text: String
        let context: Context
    }

    private struct Generations {
        var young: [Key: Value] = [:]
        var old: [Key: Value] = [:]
    }
    private let generations = Mutex(Generations())

    /// The value from before, or else the one that is made now.
    func value(for text: String, _ context: Context, _ make: () -> Value) -> Value {
        guard text.utf8.count <= Self.longestText else { return make() }
        let key = Key(text: text, context: context)
        if let known = known(key) { return known }
        // Not while others wait: two that ask the same at once make it twice.
        let value = make()
        keep(value, key)
        return value
    }

    /// The value from before, if any.
    func known(_ text: String, _ context: Context) -> Value? {
        text.utf8.count <= Self.longestText ? known(Key(text: text, context: context)) : nil
    }

    private func known(_ key: Key) -> Value? {
        generations.withLock { generations in
            if let value = generations.young[key] { return value }
            guard let value = generations.old[key] else { return nil }
            Self.add(value, key, &generations)
            return value
        }
    }

    private func keep(_ value: Value, _ key: Key) {
        generations.withLock { Self.add(value, key, &$0) }
    }

    private static func add(_ value: Value, _ key: Key, _ generations: inout Generations) {
        if generations.young.count >= most {
            generations.old = generations.young
            generations.young = [:]
        }
        generations.young[key] = value
    }
}

/// An encoder that remembers the texts it saw lately.
struct RecentVectors: Sendable {
    private let encoder: any SentenceEncoder
    private let recent = Recent<Int, SentenceVector?>()

    init(of encoder: any SentenceEncoder) { self.encoder = encoder }

    func vector(of text: String) -> SentenceVector? {
        recent.value(for: text, 0) { encoder.vector(of: text) }
    }
}
