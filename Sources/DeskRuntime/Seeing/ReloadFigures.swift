import Metrics

/// What came of looks at the content folder.
struct ReloadFigures: Sendable {
    private let live: Counter
    private let unchanged: Counter
    private let refused: Counter

    init(_ factory: any MetricsFactory) {
        func counter(_ result: String) -> Counter {
            Counter(label: "rapport_content_reloads_total", dimensions: [("result", result)], factory: factory)
        }
        live = counter("live")
        unchanged = counter("unchanged")
        refused = counter("refused")
    }

    func wentLive() { live.increment() }
    func stayed() { unchanged.increment() }
    func wasRefused() { refused.increment() }
}
