/// Makes vectors of what sentences mean: texts that mean much the same point in much the same direction.
///
/// What uses vectors knows only this, so that there may be another model for other languages.
public protocol SentenceEncoder: Sendable {
    /// The model, its version and how texts are taken apart. Vectors that were kept under another name are of no use.
    var name: String { get }

    /// In how many ways it looks at a text, and how many numbers each gives.
    var views: Int { get }
    var width: Int { get }

    /// Whether these texts are in a language that the model has learned. Of others its vectors say little.
    func knows(_ texts: [String]) -> Bool

    /// One vector a text, in the order of the texts; computed on all cores. The vector of a text is the same to the bit
    /// whatever other texts it is computed with. Nil for a text without anything to read (empty, or blanks only).
    func vectors(of texts: [String]) -> [SentenceVector?]

    /// The same for one text, on the calling thread.
    func vector(of text: String) -> SentenceVector?
}

/// What a text means, of length 1 in each view.
public struct SentenceVector: Sendable, Equatable {
    public let views: [[Float]]

    public init(views: [[Float]]) { self.views = views }
}
