public import Metrics
import Synchronization

/// What the rooms measure with swift-metrics, for Prometheus to read.
///
/// A label is the metric's whole name as it is declared, `rapport_commit_seconds`. Counters, floating-point counters,
/// gauges (recorders that do not aggregate, and meters), timers and recorders that aggregate (histograms) are taken. What
/// nobody declared, or declared otherwise, is measured by nobody, and told once: neither a mistyped name nor a value
/// made of somebody's words can grow the page. Memory is therefore fixed from the start, and `destroy` frees nothing.
public final class PrometheusMetrics: MetricsFactory {
    /// The most metrics that are told to be refused.
    static let mostTold = 100
    private let families: [String: Family]
    private let names: [String]
    private let refused: @Sendable (String) -> Void
    private let told = Mutex<Set<String>>([])

    /// - Parameters:
    ///   - given: Values of labels that are known only now, such as `["gateway": ["irc"]]`.
    ///   - refused: Told what is not measured and why, once for each name.
    public init(
        _ declarations: [MetricDeclaration] = MetricDeclaration.all, given: [String: [String]] = [:],
        refused: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        families = Dictionary(
            declarations.map { ($0.name, Family($0, given: given)) }, uniquingKeysWith: { first, _ in first })
        names = families.keys.sorted()
        self.refused = refused
    }

    /// All that was measured so far, in an order that stays. What is counted meanwhile may or may not be in it; each
    /// histogram agrees with itself.
    public func render() -> String {
        var text = ""
        for name in names { families[name]?.render(into: &text) }
        return text
    }

    public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        counter(label, dimensions) ?? NOOPMetricsHandler.instance
    }

    public func makeFloatingPointCounter(
        label: String, dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        counter(label, dimensions) ?? NOOPMetricsHandler.instance
    }

    public func makeRecorder(
        label: String, dimensions: [(String, String)], aggregate: Bool
    ) -> any RecorderHandler {
        let handler: (any RecorderHandler)? =
            aggregate ? histogram(label, dimensions) : gauge(label, dimensions)
        return handler ?? NOOPMetricsHandler.instance
    }

    public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        gauge(label, dimensions) ?? NOOPMetricsHandler.instance
    }

    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        histogram(label, dimensions) ?? NOOPMetricsHandler.instance
    }

    public func destroyCounter(_ handler: any CounterHandler) {}
    public func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}
    public func destroyRecorder(_ handler: any RecorderHandler) {}
    public func destroyMeter(_ handler: any MeterHandler) {}
    public func destroyTimer(_ handler: any TimerHandler) {}

    private func counter(_ name: String, _ dimensions: [(String, String)]) -> CounterSeries? {
        guard case .counter(let series)? = series(name, dimensions, as: "counter") else { return nil }
        return series
    }

    private func gauge(_ name: String, _ dimensions: [(String, String)]) -> GaugeSeries? {
        guard case .gauge(let series)? = series(name, dimensions, as: "gauge") else { return nil }
        return series
    }

    private func histogram(_ name: String, _ dimensions: [(String, String)]) -> HistogramSeries? {
        guard case .histogram(let series)? = series(name, dimensions, as: "histogram") else { return nil }
        return series
    }

    private func series(_ name: String, _ dimensions: [(String, String)], as type: String) -> Family.Series? {
        guard let family = families[name] else { return refuse(name, "it is not declared") }
        guard family.declaration.type == type else {
            return refuse(name, "it is declared as a \(family.declaration.type) and used as a \(type)")
        }
        guard let series = family.series(dimensions) else {
            let labels = family.declaration.labels.map(\.name).joined(separator: ", ")
            return refuse(name, "its labels are {\(labels)}, with values from a closed list")
        }
        return series
    }

    private func refuse(_ name: String, _ reason: String) -> Family.Series? {
        let isNew = told.withLock { $0.count < Self.mostTold && $0.insert(name).inserted }
        if isNew { refused("the metric \(name) is not measured: \(reason)") }
        return nil
    }
}
