public import DeskCore
public import Metrics

/// What `/health` says, as figures: so that whoever is warned by figures needs no second way to look.
public struct HealthFigures: Sendable {
    private let isHealthy: Gauge

    /// - Parameter version: The program's; given to the page of metrics as the label `version` as well.
    public init(version: String, factory: any MetricsFactory = MetricsSystem.factory) {
        isHealthy = Gauge(label: "rapport_healthy", factory: factory)
        Gauge(label: "rapport_build_info", dimensions: [("version", version)], factory: factory).record(1)
    }

    public func measure(_ health: DeskHealth) { isHealthy.record(HealthPage.isTaking(health) ? 1 : 0) }
}
