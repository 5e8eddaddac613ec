/// The sentence vectors of examples, in each view that the encoder has of a text.
///
/// An example in a language that the encoder was not made for has none.
struct VectorTable: Sendable {
    /// One view after the other: a row an example, zeros where it has none.
    private(set) var views: [[Float]]
    let width: Int
    private(set) var isThere: [Bool]

    /// For `count` examples, of which those named have vectors, in the same order; `width` numbers a view.
    init(count: Int, vectors: [(example: Int, vector: SentenceVector)], views: Int, width: Int) {
        self.width = width
        isThere = Array(repeating: false, count: count)
        self.views = Array(repeating: Array(repeating: 0, count: count * width), count: views)
        for (example, vector) in vectors {
            isThere[example] = true
            for view in 0..<views {
                self.views[view].replaceSubrange(example * width..<(example + 1) * width, with: vector.views[view])
            }
        }
    }

    /// Without any vector.
    init(count: Int) {
        self.init(count: count, vectors: [], views: 0, width: 0)
    }

    var isEmpty: Bool { !isThere.contains(true) }

    /// Only those examples, in that order.
    func rows(_ kept: [Int]) -> VectorTable {
        // The same memory then serves both.
        guard kept != Array(isThere.indices) else { return self }
        var table = self
        table.isThere = kept.map { isThere[$0] }
        table.views = views.map { view in
            var rows: [Float] = []
            rows.reserveCapacity(kept.count * width)
            for row in kept { rows += view[row * width..<(row + 1) * width] }
            return rows
        }
        return table
    }

    /// The vector of one example.
    func vector(_ example: Int) -> SentenceVector? {
        guard isThere[example] else { return nil }
        return SentenceVector(views: views.map { Array($0[example * width..<(example + 1) * width]) })
    }

    /// One cosine an example by the first view, 0 where it has no vector.
    func similarities(to vector: SentenceVector) -> [Float] {
        guard let view = views.first, let values = vector.views.first else {
            return Array(repeating: 0, count: isThere.count)
        }
        return VectorArithmetic.products(of: view, width: width, with: values)
    }
}
