import Synchronization

/// An encoder that forgets no vector, for measuring several matchers on the same questions: most of the time goes into
/// vectors, and they are the same for all. Not for the desk, which would keep everything that anybody ever said.
public final class RememberingEncoder: SentenceEncoder {
    private let encoder: any SentenceEncoder
    private let known = Mutex<[String: SentenceVector?]>([:])

    public init(of encoder: any SentenceEncoder) { self.encoder = encoder }

    public var name: String { encoder.name }
    public var views: Int { encoder.views }
    public var width: Int { encoder.width }

    public func knows(_ texts: [String]) -> Bool { encoder.knows(texts) }

    public func vectors(of texts: [String]) -> [SentenceVector?] {
        let new = known.withLock { known in texts.filter { known[$0] == nil } }
        let vectors = encoder.vectors(of: new)
        return known.withLock { known in
            for (text, vector) in zip(new, vectors) { known[text] = .some(vector) }
            return texts.map { known[$0] ?? nil }
        }
    }

    public func vector(of text: String) -> SentenceVector? {
        if let vector = known.withLock({ $0[text] }) { return vector }
        let vector = encoder.vector(of: text)
        known.withLock { $0[text] = .some(vector) }
        return vector
    }
}
