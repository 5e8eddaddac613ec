/// The sentence vectors of phrasings, kept by text: an edit of one article has only what is new in it computed.
struct KeptVectors: Sendable {
    /// Texts computed between two reports of progress.
    private static let atOnce = 512

    let cache: MatcherCache?
    let encoder: any SentenceEncoder
    let progress: LearningProgress.Listener

    /// In the order of the texts; nil where a text has nothing to read. What is kept afterwards is of these texts
    /// alone.
    func vectors(of texts: [String]) -> [SentenceVector?] {
        guard let cache else { return computed(texts) }
        let keys = texts.map(Fingerprint.init(of:))
        let kept = cache.read(MatcherCache.vectors, .vectors, of: origin, read) ?? [:]
        var vectors: [Fingerprint: SentenceVector] = [:]
        var missing: [Int] = []
        var seen: Set<Fingerprint> = []
        for (place, key) in keys.enumerated() where seen.insert(key).inserted {
            vectors[key] = kept[key]
            if kept[key] == nil { missing.append(place) }
        }
        let isSuperfluous = vectors.count < kept.count
        for (place, vector) in zip(missing, computed(missing.map { texts[$0] })) { vectors[keys[place]] = vector }
        let isNew = missing.contains { vectors[keys[$0]] != nil }
        if isNew || isSuperfluous { keep(vectors, in: cache) }
        return keys.map { vectors[$0] }
    }

    /// Vectors of another model, or looked at in other ways, mean nothing to this one.
    private var origin: Fingerprint {
        var origin = Fingerprint(of: encoder.name)
        origin.add(encoder.views)
        origin.add(encoder.width)
        return origin
    }

    private func computed(_ texts: [String]) -> [SentenceVector?] {
        var vectors: [SentenceVector?] = []
        vectors.reserveCapacity(texts.count)
        for start in stride(from: 0, to: texts.count, by: Self.atOnce) {
            progress(.vectors(done: start, of: texts.count))
            vectors += encoder.vectors(of: Array(texts[start..<min(start + Self.atOnce, texts.count)]))
        }
        return vectors
    }

    private func read(
        _ numbers: inout PackedNumbersReader
    ) throws(PackedNumbersReader.Mismatch) -> [Fingerprint: SentenceVector] {
        let count = try numbers.count()
        var vectors: [Fingerprint: SentenceVector] = [:]
        for _ in 0..<count {
            let key = try numbers.fingerprint()
            var views: [[Float]] = []
            for _ in 0..<encoder.views { views.append(try numbers.numbers(Float.self)) }
            guard views.allSatisfy({ $0.count == encoder.width }) else { throw PackedNumbersReader.Mismatch() }
            vectors[key] = SentenceVector(views: views)
        }
        return vectors
    }

    private func keep(_ vectors: [Fingerprint: SentenceVector], in cache: MatcherCache) {
        var numbers = PackedNumbers()
        numbers.add(vectors.count)
        for (key, vector) in vectors.sorted(by: { $0.key < $1.key }) {
            numbers.add(key)
            for view in vector.views { numbers.add(view) }
        }
        cache.write(MatcherCache.vectors, .vectors, of: origin, numbers)
    }
}
