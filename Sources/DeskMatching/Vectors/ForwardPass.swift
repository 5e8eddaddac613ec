import CVectors

/// Carries tokens through the layers of the model, several texts at a time: the products of all tokens at once, the
/// attention of each text for itself. Its memory is used again for the next texts.
struct ForwardPass: ~Copyable {
    private let layout: MiniLMLayout
    private let arithmetic: Arithmetic
    private let weights: UnsafeRawPointer

    /// One row a token, `hidden` wide each: what the token has become, and what the current step adds to it.
    private let rows: UnsafeMutablePointer<Float>
    private let added: UnsafeMutablePointer<Float>
    /// One row a token: query, key and value, or the wide middle of a layer.
    private let wide: UnsafeMutablePointer<Float>
    /// One number a token.
    private let attention: UnsafeMutablePointer<Float>

    /// With room for so many tokens.
    init(_ layout: MiniLMLayout, _ arithmetic: Arithmetic, tokens: Int) {
        self.layout = layout
        self.arithmetic = arithmetic
        weights = UnsafeRawPointer(cvectors_model().start)
        rows = .allocate(capacity: tokens * layout.hidden)
        added = .allocate(capacity: tokens * layout.hidden)
        wide = .allocate(capacity: tokens * max(layout.wide, 3 * layout.hidden))
        attention = .allocate(capacity: tokens)
    }

    deinit {
        rows.deallocate()
        added.deallocate()
        wide.deallocate()
        attention.deallocate()
    }

    /// The mean of each text's tokens after each of these layers, at length 1, in the order of `views`.
    func vectors(of texts: ArraySlice<[Int32]>, views: [Int]) -> [SentenceVector] {
        let lengths = texts.map(\.count)
        embed(texts, lengths.reduce(0, +))
        var means = Array(repeating: [[Float]](), count: views.count)
        for (number, layer) in layout.layers.enumerated() {
            run(layer, lengths)
            for view in views.indices where views[view] == number { means[view] = self.means(lengths) }
        }
        return lengths.indices.map { text in SentenceVector(views: means.map { $0[text] }) }
    }

    private func run(_ layer: MiniLMLayout.Layer, _ lengths: [Int]) {
        let count = lengths.reduce(0, +)
        attend(layer, lengths, count)
        multiply(layer.merge, added, count, into: wide)
        add(wide, layer.mergeNorm, count)
        multiply(layer.widen, rows, count, into: wide)
        cvectors_gelu(arithmetic.path, wide, count * layout.wide)
        multiply(layer.narrow, wide, count, into: added)
        add(added, layer.narrowNorm, count)
    }

    /// The embedding of each token and of its place in the text.
    private func embed(_ texts: ArraySlice<[Int32]>, _ count: Int) {
        let hidden = layout.hidden
        let words = layout.words
        let groups = hidden / words.group
        var row = 0
        for text in texts {
            for (place, token) in text.enumerated() {
                let values = (weights + words.values + Int(token) * hidden).assumingMemoryBound(
                    to: Int8.self)
                let scales = floats(words.scales) + Int(token) * groups
                let position = floats(layout.positions) + place * hidden
                for column in 0..<hidden {
                    rows[row * hidden + column] =
                        Float(values[column]) * scales[column / words.group] + position[column]
                }
                row += 1
            }
        }
        cvectors_add_and_normalise(
            arithmetic.path, rows, nil, floats(layout.norm.weight), floats(layout.norm.bias),
            layout.epsilon, count,
            hidden)
    }

    /// Leaves what the tokens heard from each other in `added`.
    private func attend(_ layer: MiniLMLayout.Layer, _ lengths: [Int], _ count: Int) {
        multiply(layer.attention, rows, count, into: wide)
        var first = 0
        for length in lengths {
            cvectors_attend(
                arithmetic.path, wide + first * 3 * layout.hidden, length, layout.heads, layout.hidden,
                added + first * layout.hidden, attention)
            first += length
        }
    }

    private func multiply(
        _ product: MiniLMLayout.Product, _ inputs: UnsafeMutablePointer<Float>, _ count: Int,
        into outputs: UnsafeMutablePointer<Float>
    ) {
        let weight = product.weight
        let matrix = cvectors_byte_matrix(
            values: (weights + weight.values).assumingMemoryBound(to: Int8.self),
            scales: floats(weight.scales),
            rows: weight.rows, columns: weight.columns, group: weight.group)
        cvectors_multiply_bytes(arithmetic.path, matrix, floats(product.bias), inputs, count, outputs)
    }

    /// Adds to the rows and normalises them.
    private func add(_ values: UnsafeMutablePointer<Float>, _ norm: MiniLMLayout.Norm, _ count: Int) {
        cvectors_add_and_normalise(
            arithmetic.path, rows, values, floats(norm.weight), floats(norm.bias), layout.epsilon, count,
            layout.hidden)
    }

    private func means(_ lengths: [Int]) -> [[Float]] {
        let hidden = layout.hidden
        var first = 0
        return lengths.map { length in
            defer { first += length }
            return Array(unsafeUninitializedCapacity: hidden) { mean, count in
                mean.initialize(repeating: 0)
                count = hidden
                guard let mean = mean.baseAddress else { return }
                for row in first..<first + length {
                    cvectors_add_multiple(arithmetic.path, 1, rows + row * hidden, mean, hidden)
                }
                let square = cvectors_dot(arithmetic.path, mean, mean, hidden)
                let factor = square > 0 ? 1 / square.squareRoot() : 0
                for column in 0..<hidden { mean[column] *= factor }
            }
        }
    }

    private func floats(_ offset: Int) -> UnsafePointer<Float> {
        (weights + offset).assumingMemoryBound(to: Float.self)
    }
}
