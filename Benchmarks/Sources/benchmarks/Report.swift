import Foundation

/// One section's figures: a row for each thing measured, the units in the heads of the columns.
struct Table {
    enum Cell {
        case text(String)
        case count(Int)
        /// With so many digits after the point.
        case number(Double, Int)
    }
    let title: String
    let note: String
    let columns: [String]
    let rows: [[Cell]]

    init(_ title: String, note: String, columns: [String], rows: [[Cell]]) {
        self.title = title
        self.note = note
        self.columns = columns
        self.rows = rows
    }

    /// Words to the left, figures to the right.
    var text: String {
        let cells = rows.map { $0.map(\.text) }
        let widths = columns.indices.map { column in
            ([columns[column]] + cells.map { $0[column] }).map(\.count).max() ?? 0
        }
        func line(_ texts: [String], _ isLeft: (Int) -> Bool) -> String {
            texts.indices.map { texts[$0].padded(to: widths[$0], isLeft: isLeft($0)) }.joined(separator: "  ")
        }
        let isWord = columns.indices.map { column in rows.allSatisfy { $0[column].isText } }
        return (["", title, note, line(columns) { isWord[$0] }] + cells.map { line($0) { isWord[$0] } })
            .joined(separator: "\n")
    }

    var json: [String: Any] {
        let rows = rows.map { row in
            Dictionary(zip(columns, row.map(\.json)), uniquingKeysWith: { first, _ in first })
        }
        return ["title": title, "rows": rows]
    }
}

extension Table.Cell {
    var text: String {
        switch self {
        case .text(let text): text
        case .count(let count): count.grouped
        case .number(let value, let digits):
            digits == 0 ? Int(value.rounded()).grouped : String(format: "%.\(digits)f", value)
        }
    }

    var json: Any {
        switch self {
        case .text(let text): text
        case .count(let count): count
        case .number(let value, _): value
        }
    }

    var isText: Bool { if case .text = self { true } else { false } }
}

/// Prints each table as soon as it is there, or everything as one JSON object at the end.
struct Report {
    let machine: Machine
    let isJSON: Bool
    private var tables: [Table] = []

    init(machine: Machine, isJSON: Bool) {
        self.machine = machine
        self.isJSON = isJSON
    }

    func begin() { if !isJSON { say(machine.text) } }

    mutating func add(_ table: Table) {
        tables.append(table)
        if !isJSON { say(table.text) }
    }

    func end() throws {
        guard isJSON else { return }
        let object: [String: Any] = ["machine": machine.json, "sections": tables.map(\.json)]
        let options: JSONSerialization.WritingOptions = [.sortedKeys, .withoutEscapingSlashes]
        say(String(decoding: try JSONSerialization.data(withJSONObject: object, options: options), as: UTF8.self))
    }

    /// Not `print`, which holds back what goes into a pipe.
    private func say(_ text: String) { FileHandle.standardOutput.write(Data((text + "\n").utf8)) }
}

extension String {
    fileprivate func padded(to width: Int, isLeft: Bool) -> String {
        let space = String(repeating: " ", count: max(0, width - count))
        return isLeft ? self + space : space + self
    }
}

extension Int {
    /// 12345 as 12,345.
    fileprivate var grouped: String {
        var digits = Array(String(magnitude))
        for place in stride(from: digits.count - 3, to: 0, by: -3) { digits.insert(",", at: place) }
        return (self < 0 ? "-" : "") + String(digits)
    }
}
