import Foundation

/// What the float model makes of 60 texts: token ids and vectors, one JSON object a line.
struct Golden: Decodable, Sendable {
    let text: String
    let ids: [Int32]
    let vector: [Float]

    static let lines: [Golden] = {
        guard let url = Bundle.module.url(forResource: "golden", withExtension: "jsonl"),
            let text = try? String(contentsOf: url, encoding: .utf8)
        else { return [] }
        return text.split(separator: "\n").compactMap { line in
            try? JSONDecoder().decode(Golden.self, from: Data(line.utf8))
        }
    }()
}

func cosine(_ left: [Float], _ right: [Float]) -> Double {
    func dot(_ a: [Float], _ b: [Float]) -> Double {
        zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }
    return dot(left, right) / (dot(left, left) * dot(right, right)).squareRoot()
}
