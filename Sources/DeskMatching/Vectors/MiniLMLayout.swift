/// Where the weights of a BERT encoder with sentence vectors are, all of them of shapes that fit each other.
struct MiniLMLayout: Sendable {
    let hidden: Int
    let heads: Int
    let epsilon: Float
    /// Of the wide layer in the middle of each.
    let wide: Int
    let words: ModelFile.ByteMatrix
    let positions: Int
    let norm: Norm
    let layers: [Layer]

    /// Offsets of `hidden` floats each.
    struct Norm: Sendable {
        let weight: Int
        let bias: Int
    }

    struct Product: Sendable {
        let weight: ModelFile.ByteMatrix
        let bias: Int
    }

    struct Layer: Sendable {
        /// Query, key and value.
        let attention: Product
        let merge: Product
        let mergeNorm: Norm
        let widen: Product
        let narrow: Product
        let narrowNorm: Norm
    }

    init(_ file: ModelFile, longestText: Int) throws(ModelFileError) {
        hidden = file.description.hidden
        heads = file.description.heads
        epsilon = file.description.epsilon
        words = try file.bytes("words", columns: hidden)
        guard heads > 0, hidden % heads == 0 else { throw .unfit(tensor: "layer.0.attention.weight") }
        positions = try file.floats("positions", rows: longestText, columns: hidden)
        norm = try Self.norm(file, "norm")
        var layers: [Layer] = []
        for number in 0..<max(file.description.layers, 0) {
            layers.append(try Self.layer(file, "layer.\(number)."))
        }
        guard let first = layers.first else { throw .unfit(tensor: "layer.0.attention.weight") }
        wide = first.widen.weight.rows
        for (number, layer) in layers.enumerated() where layer.widen.weight.rows != wide {
            throw .unfit(tensor: "layer.\(number).widen.weight")
        }
        self.layers = layers
    }

    private static func layer(_ file: ModelFile, _ name: String) throws(ModelFileError) -> Layer {
        let hidden = file.description.hidden
        let widen = try product(file, name + "widen", rows: nil, columns: hidden)
        return Layer(
            attention: try product(file, name + "attention", rows: 3 * hidden, columns: hidden),
            merge: try product(file, name + "merge", rows: hidden, columns: hidden),
            mergeNorm: try norm(file, name + "merge.norm"),
            widen: widen,
            narrow: try product(file, name + "narrow", rows: hidden, columns: widen.weight.rows),
            narrowNorm: try norm(file, name + "narrow.norm"))
    }

    private static func product(
        _ file: ModelFile, _ name: String, rows: Int?, columns: Int
    ) throws(ModelFileError) -> Product {
        let weight = try file.bytes(name + ".weight", rows: rows, columns: columns)
        return Product(weight: weight, bias: try file.floats(name + ".bias", weight.rows))
    }

    private static func norm(_ file: ModelFile, _ name: String) throws(ModelFileError) -> Norm {
        let hidden = file.description.hidden
        return Norm(
            weight: try file.floats(name + ".weight", hidden),
            bias: try file.floats(name + ".bias", hidden))
    }
}
