/// One declared metric with all of its time series. They are made at the start and for good, so that a counter is there
/// with 0 before anything is counted, and looking one up takes no lock.
struct Family: Sendable {
    enum Series: Sendable {
        case counter(CounterSeries)
        case gauge(GaugeSeries)
        case histogram(HistogramSeries)
    }
    let declaration: MetricDeclaration
    /// By the values of the labels, in the order in which they are declared.
    private let series: [[String]: Series]

    /// - Parameter given: Values of those labels that are known only when the program starts.
    init(_ declaration: MetricDeclaration, given: [String: [String]]) {
        self.declaration = declaration
        var combinations: [[String]] = [[]]
        for label in declaration.labels {
            let values =
                switch label.values {
                case .closed(let values): values
                case .given: given[label.name] ?? []
                }
            combinations = combinations.flatMap { before in values.map { before + [$0] } }
        }
        var series: [[String]: Series] = [:]
        for combination in combinations { series[combination] = Self.series(of: declaration.kind) }
        self.series = series
    }

    private static func series(of kind: MetricDeclaration.Kind) -> Series {
        switch kind {
        case .counter: .counter(CounterSeries())
        case .gauge: .gauge(GaugeSeries())
        case .histogram(let bounds): .histogram(HistogramSeries(bounds: bounds))
        }
    }

    /// Nil where a label is missing, unknown, or has a value that is not on its list. In any order.
    func series(_ dimensions: [(String, String)]) -> Series? {
        guard dimensions.count == declaration.labels.count else { return nil }
        var values: [String] = []
        for label in declaration.labels {
            guard let value = dimensions.first(where: { $0.0 == label.name })?.1 else { return nil }
            values.append(value)
        }
        return series[values]
    }

    /// Its lines; none where it has no value yet.
    func render(into text: inout String) {
        var lines = ""
        for (values, series) in series.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
            let labels = zip(declaration.labels, values).map { (name: $0.name, value: $1) }
            render(series, labels, into: &lines)
        }
        guard !lines.isEmpty else { return }
        text += "# HELP \(declaration.name) \(TextFormat.escapedHelp(declaration.help))\n"
        text += "# TYPE \(declaration.name) \(declaration.type)\n"
        text += lines
    }

    private func render(_ series: Series, _ labels: [(name: String, value: String)], into text: inout String) {
        func line(_ suffix: String, _ labels: [(name: String, value: String)], _ value: String) {
            text += "\(declaration.name)\(suffix)\(TextFormat.labels(labels)) \(value)\n"
        }
        switch series {
        case .counter(let counter): line("", labels, TextFormat.number(counter.current))
        case .gauge(let gauge): if let value = gauge.current { line("", labels, TextFormat.number(value)) }
        case .histogram(let histogram):
            let snapshot = histogram.current
            var count: UInt64 = 0
            for (bound, own) in zip(histogram.bounds + [.infinity], snapshot.counts) {
                count += own
                line("_bucket", labels + [("le", TextFormat.number(bound))], String(count))
            }
            line("_sum", labels, TextFormat.number(snapshot.sum))
            line("_count", labels, String(count))
        }
    }
}
