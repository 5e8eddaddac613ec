import Invariants

@testable import DeskIRC

/// Lines are the same, however the network cuts what a client sent.
enum Framing {
    /// `step` says how many of the bytes left come next.
    static func items(of bytes: [UInt8], step: (Int) -> Int) -> [LineFramer.Item] {
        var framer = LineFramer()
        var items: [LineFramer.Item] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            let chunk = rest.prefix(max(1, step(rest.count)))
            framer.append(chunk)
            rest = rest[chunk.endIndex...]
            while let item = framer.next() { items.append(item) }
            require(framer.count <= LineFramer.mostBytes, "\(framer.count) bytes are kept of one line")
        }
        return items
    }

    static func check(_ bytes: [UInt8], _ items: [LineFramer.Item], seed: UInt8) {
        for item in items {
            guard case .line(let line) = item else { continue }
            require(!line.isEmpty && line.count <= LineFramer.mostBytes, "a line of \(line.count) bytes")
            require(!line.contains { $0 == 10 || $0 == 13 }, "a line end in a line")
        }
        var state = UInt32(seed) &* 2_654_435_761 | 1
        let sizes: [Int] = [1, 2, 3, 7, 64, 510, 4096]
        let cut = Self.items(of: bytes) { _ in
            state = state &* 1_664_525 &+ 1_013_904_223
            return sizes[Int(state >> 16) % sizes.count]
        }
        // Whether a line is endless is only seen while it comes.
        let told = cut.filter { $0 != .endless }
        require(told == items.filter { $0 != .endless }, "cut differently, other lines: \(told) not \(items)")
        for (index, item) in cut.enumerated() where item == .endless {
            require(index > 0 && cut[index - 1] == .tooLong, "endless, but not too long")
        }
    }

    /// Lines without an end are longer than libFuzzer likes inputs to be: the same again and again is such a line.
    static func checkEndless(_ bytes: [UInt8]) {
        let piece = bytes.filter { $0 != 10 && $0 != 13 }
        guard !piece.isEmpty else { return }
        let line = (0..<LineFramer.mostSkipped + 2 * LineFramer.mostBytes).map { piece[$0 % piece.count] }
        let items = Self.items(of: line + [10] + piece + [10]) { _ in 4096 }
        require(items.prefix(2) == [.tooLong, .endless] && items.count == 3, "told \(items.count) times of one line")
    }
}
