import Testing

@testable import DeskMatching

@Suite("Files of sentence models")
struct ModelFileTests {
    /// A model of one layer, two numbers wide.
    static let tensors = [
        "words": #"{"type":"i8","shape":[3,2],"group":2,"scales":0,"data":64}"#,
        "positions": #"{"type":"f32","shape":[64,2],"data":0}"#,
        "norm.weight": floats(2), "norm.bias": floats(2),
        "layer.0.attention.weight": bytes(6, 2), "layer.0.attention.bias": floats(6),
        "layer.0.merge.weight": bytes(2, 2), "layer.0.merge.bias": floats(2),
        "layer.0.merge.norm.weight": floats(2), "layer.0.merge.norm.bias": floats(2),
        "layer.0.widen.weight": bytes(4, 2), "layer.0.widen.bias": floats(4),
        "layer.0.narrow.weight": bytes(2, 4), "layer.0.narrow.bias": floats(2),
        "layer.0.narrow.norm.weight": floats(2), "layer.0.narrow.norm.bias": floats(2),
    ]

    static func floats(_ count: Int) -> String { #"{"type":"f32","shape":[\#(count)],"data":128}"# }
    static func bytes(_ rows: Int, _ columns: Int) -> String {
        #"{"type":"i8","shape":[\#(rows),\#(columns)],"group":2,"scales":192,"data":256}"#
    }

    /// Tensors changed to nothing are left out.
    func model(_ changes: [String: String] = [:], heads: Int = 1, layers: Int = 1, size: Int = 1024)
        -> [UInt8]
    {
        let tensors = Self.tensors.merging(changes) { $1 }.filter {
            !$0.value.isEmpty
        }
        let list = tensors.sorted { $0.key < $1.key }.map { #""\#($0.key)":\#($0.value)"# }.joined(
            separator: ",")
        var bytes = Array(
            """
            MLMQ2
            {"model":"m","version":"v","layers":\(layers),"heads":\(heads),"hidden":2,"epsilon":1e-12,\
            "size":\(size),"tensors":{\(list)}}

            """.utf8)
        bytes += Array(repeating: 0, count: (64 - bytes.count % 64) % 64 + 1024)
        return bytes
    }

    func problem(_ bytes: [UInt8]) -> ModelFileError? {
        bytes.withUnsafeBytes { bytes in
            do throws(ModelFileError) {
                _ = try MiniLMLayout(try ModelFile(bytes), longestText: 64)
                return nil
            } catch { return error }
        }
    }

    @Test func `reads what is right`() {
        #expect(problem(model()) == nil)
    }

    @Test func `says what else a file is`() {
        #expect(problem([]) == .notAModel)
        #expect(problem(Array("MLMQ1\n{}\n".utf8)) == .notAModel)
        #expect(problem(Array("MLMQ2\n".utf8)) == .unreadableDescription)
        #expect(problem(Array("MLMQ2\n{}\n".utf8)) == .unreadableDescription)
        #expect(problem(Array("MLMQ2\n\0\u{ff}{\n".utf8)) == .unreadableDescription)
        #expect(problem(Array(model().dropLast())) == .cutShort)
        #expect(problem(model(size: -1)) == .cutShort)
        #expect(problem(model(size: .max)) == .cutShort)
    }

    @Test(arguments: tensors.keys.sorted())
    func `names the tensor that is missing or wrong`(_ name: String) {
        #expect(problem(model([name: ""])) == .unfit(tensor: name))
        let wrong = [
            #"{"type":"f16","shape":[2],"data":128}"#,
            #"{"type":"f32","shape":[3],"data":128}"#,
            #"{"type":"f32","shape":[],"data":128}"#,
            #"{"type":"i8","shape":[2,2,2],"group":2,"scales":0,"data":0}"#,
        ]
        for tensor in wrong { #expect(problem(model([name: tensor])) == .unfit(tensor: name)) }
    }

    @Test(arguments: [
        #"{"type":"i8","shape":[3,2],"group":2,"scales":0,"data":1024}"#,
        #"{"type":"i8","shape":[3,2],"group":2,"scales":0,"data":-64}"#,
        #"{"type":"i8","shape":[3,2],"group":2,"scales":0,"data":65}"#,
        #"{"type":"i8","shape":[3,2],"group":2,"scales":1024,"data":0}"#,
        #"{"type":"i8","shape":[3,2],"group":2,"scales":9223372036854775744,"data":0}"#,
        #"{"type":"i8","shape":[9223372036854775807,2],"group":2,"scales":0,"data":0}"#,
        #"{"type":"i8","shape":[16777216,2],"group":2,"scales":0,"data":0}"#,
        #"{"type":"i8","shape":[0,2],"group":2,"scales":0,"data":0}"#,
        #"{"type":"i8","shape":[3,2],"group":0,"scales":0,"data":0}"#,
        #"{"type":"i8","shape":[3,2],"group":3,"scales":0,"data":0}"#,
        #"{"type":"i8","shape":[3,2],"scales":0,"data":0}"#,
    ])
    func `a matrix lies within the file`(_ tensor: String) {
        #expect(problem(model(["words": tensor])) == .unfit(tensor: "words"))
    }

    @Test func `heads share the columns and there is a layer`() {
        #expect(problem(model(heads: 0)) == .unfit(tensor: "layer.0.attention.weight"))
        #expect(problem(model(heads: 3)) == .unfit(tensor: "layer.0.attention.weight"))
        #expect(problem(model(layers: 0)) == .unfit(tensor: "layer.0.attention.weight"))
        #expect(problem(model(layers: -1)) == .unfit(tensor: "layer.0.attention.weight"))
        #expect(problem(model(layers: 2)) == .unfit(tensor: "layer.1.widen.weight"))
    }
}
