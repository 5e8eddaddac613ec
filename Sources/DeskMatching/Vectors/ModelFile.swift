import Foundation

/// What is wrong with a sentence model. The one in the executable is right, or the build was wrong.
enum ModelFileError: Error, Equatable {
    /// It does not begin like a model.
    case notAModel
    /// It begins like one, and its description cannot be read.
    case unreadableDescription
    /// It has fewer bytes than its description says.
    case cutShort
    /// This tensor is missing, of another shape than the others need, or outside of the file.
    case unfit(tensor: String)
    /// The vocabulary has other tokens than the model has embeddings, or lacks those that every text begins and ends
    /// with.
    case otherVocabulary
}

/// Where things are in the bytes of a model. `Scripts/make-sentence-model.py` describes the format and writes it.
///
/// It keeps offsets only: the bytes are mapped, and whoever reads them asks for them again.
struct ModelFile: Sendable {
    let description: Description
    /// Where the tensors begin.
    private let start: Int
    private let size: Int

    struct Description: Decodable, Sendable {
        let model: String
        let version: String
        let layers: Int
        let heads: Int
        let hidden: Int
        let epsilon: Float
        let size: Int
        fileprivate let tensors: [String: Tensor]
    }

    fileprivate struct Tensor: Decodable, Sendable {
        let type: String
        let shape: [Int]
        let data: Int
        let scales: Int?
        let group: Int?
    }

    private static let firstLine = Array("MLMQ2\n".utf8)
    private static let alignment = 64
    /// No dimension is larger, so that products of two cannot overflow.
    private static let largestDimension = 1 << 24

    init(_ bytes: UnsafeRawBufferPointer) throws(ModelFileError) {
        guard bytes.starts(with: Self.firstLine) else { throw .notAModel }
        let rest = bytes[Self.firstLine.count...]
        guard let end = rest.firstIndex(of: UInt8(ascii: "\n")),
            let description = try? JSONDecoder().decode(Description.self, from: Data(rest[..<end]))
        else { throw .unreadableDescription }
        start = (end + Self.alignment) / Self.alignment * Self.alignment
        guard description.size >= 0, bytes.count >= start, bytes.count - start >= description.size
        else {
            throw .cutShort
        }
        size = description.size
        self.description = description
    }

    /// Where `count` floats are.
    func floats(_ name: String, _ count: Int) throws(ModelFileError) -> Int {
        try floats(name, rows: nil, columns: count)
    }

    func floats(_ name: String, rows: Int?, columns: Int) throws(ModelFileError) -> Int {
        let tensor = try tensor(name, type: "f32", shape: (rows.map { [$0] } ?? []) + [columns])
        return try place(tensor.data, of: tensor.shape.reduce(4, *), name)
    }

    /// A matrix of bytes; `rows` may be anything where it is nil.
    func bytes(_ name: String, rows: Int? = nil, columns: Int) throws(ModelFileError) -> ByteMatrix {
        let shape = rows ?? description.tensors[name]?.shape.first ?? 0
        let tensor = try tensor(name, type: "i8", shape: [shape, columns])
        guard let group = tensor.group, group > 0, columns % group == 0, let scales = tensor.scales
        else {
            throw .unfit(tensor: name)
        }
        return ByteMatrix(
            values: try place(tensor.data, of: shape * columns, name),
            scales: try place(scales, of: shape * (columns / group) * 4, name),
            rows: shape, columns: columns, group: group)
    }

    private func tensor(_ name: String, type: String, shape: [Int]) throws(ModelFileError) -> Tensor {
        guard let tensor = description.tensors[name], tensor.type == type, tensor.shape == shape,
            shape.allSatisfy({ (1...Self.largestDimension).contains($0) })
        else { throw .unfit(tensor: name) }
        return tensor
    }

    private func place(_ offset: Int, of length: Int, _ name: String) throws(ModelFileError) -> Int {
        guard offset >= 0, offset % Self.alignment == 0, offset <= size, length <= size - offset else {
            throw .unfit(tensor: name)
        }
        return start + offset
    }

    /// A matrix of bytes in which `group` neighbours of a row share a scale: offsets from the start of the file.
    struct ByteMatrix: Sendable {
        let values: Int
        let scales: Int
        let rows: Int
        let columns: Int
        let group: Int
    }
}
