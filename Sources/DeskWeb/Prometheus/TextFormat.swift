/// The text format of Prometheus, version 0.0.4.
/// https://github.com/prometheus/docs/blob/main/docs/instrumenting/exposition_formats.md
enum TextFormat {
    static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    /// A help text is escaped where it would end the line, or be taken for an escape.
    static func escapedHelp(_ text: String) -> String { escaped(text, ["\\"]) }

    /// A value stands in quotes, which must not end it either.
    static func escapedValue(_ text: String) -> String { escaped(text, ["\\", "\""]) }

    private static func escaped(_ text: String, _ marked: Set<Unicode.Scalar>) -> String {
        var escaped = String.UnicodeScalarView()
        // Scalars, not characters: to Swift a carriage return and the line feed after it are one.
        for scalar in text.unicodeScalars {
            if scalar == "\n" {
                escaped.append(contentsOf: "\\n".unicodeScalars)
                continue
            }
            if marked.contains(scalar) { escaped.append("\\") }
            escaped.append(scalar)
        }
        return String(escaped)
    }

    /// As Go's `ParseFloat` reads it, without a fraction that says nothing.
    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        return Int64(exactly: value).map(String.init) ?? "\(value)"
    }

    /// `{name="value",…}`, or nothing where there is no label.
    static func labels(_ pairs: [(name: String, value: String)]) -> String {
        guard !pairs.isEmpty else { return "" }
        return "{" + pairs.map { "\($0.name)=\"\(escapedValue($0.value))\"" }.joined(separator: ",") + "}"
    }
}
