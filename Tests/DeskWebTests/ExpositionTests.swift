@testable import DeskWeb
import Metrics
import Synchronization
import Testing

/// The text format of Prometheus, version 0.0.4, by what its specification says.
/// https://prometheus.io/docs/instrumenting/exposition_formats/
@Suite struct ExpositionTests {
    private func page(
        _ declarations: MetricDeclaration..., given: [String: [String]] = [:], _ body: (PrometheusMetrics) -> Void
    ) -> String {
        let metrics = PrometheusMetrics(declarations, given: given)
        body(metrics)
        return metrics.render()
    }

    @Test func `a counter is there with zero before anything is counted, once for each value of its labels`() {
        let page = page(MetricDeclaration("b_total", .counter, .closed("kind", "x", "a"), help: "Things")) {
            Counter(label: "b_total", dimensions: [("kind", "x")], factory: $0).increment(by: 3)
        }
        #expect(
            page == """
                # HELP b_total Things
                # TYPE b_total counter
                b_total{kind="a"} 0
                b_total{kind="x"} 3

                """)
    }

    /// "Line feed has to be escaped in a help text, and so has the backslash; in a value of a label, the double quote, too."
    @Test func `what would end a line or a value is escaped`() {
        let declaration = MetricDeclaration("g", .gauge, .given("name"), help: "a \"b\" \\ c\nd")
        let value = "C:\\DIR\\FILE.TXT says \"no\"\r\nnext"
        let page = page(declaration, given: ["name": [value]]) {
            Gauge(label: "g", dimensions: [("name", value)], factory: $0).record(1)
        }
        #expect(
            page == "# HELP g a \"b\" \\\\ c\\nd\n# TYPE g gauge\n"
                + "g{name=\"C:\\\\DIR\\\\FILE.TXT says \\\"no\\\"\r\\nnext\"} 1\n")
    }

    /// "The histogram's buckets are cumulative, in increasing order of `le`; the last is `+Inf` and equals `_count`."
    @Test func `a histogram's buckets add up, and a bound belongs to its bucket`() {
        let declaration = MetricDeclaration("h_seconds", .histogram([0.001, 0.5, 2]), help: "Times")
        let page = page(declaration) {
            let timer = Timer(label: "h_seconds", factory: $0)
            timer.recordNanoseconds(1_000_000)
            timer.recordMilliseconds(500)
            timer.recordMilliseconds(501)
            timer.recordSeconds(90)
        }
        #expect(
            page == """
                # HELP h_seconds Times
                # TYPE h_seconds histogram
                h_seconds_bucket{le="0.001"} 1
                h_seconds_bucket{le="0.5"} 2
                h_seconds_bucket{le="2"} 3
                h_seconds_bucket{le="+Inf"} 4
                h_seconds_sum 91.002
                h_seconds_count 4

                """)
    }

    @Test func `a histogram with labels has them before the bound, and an empty one is all zeros`() {
        let page = page(MetricDeclaration("h", .histogram([1]), .closed("end", "left"), help: "H")) { _ in }
        #expect(
            page == """
                # HELP h H
                # TYPE h histogram
                h_bucket{end="left",le="1"} 0
                h_bucket{end="left",le="+Inf"} 0
                h_sum{end="left"} 0
                h_count{end="left"} 0

                """)
    }

    @Test func `a recorder that aggregates is a histogram, one that does not a gauge`() {
        let page = page(
            MetricDeclaration("a", .histogram([2]), help: "A"), MetricDeclaration("b", .gauge, help: "B")
        ) {
            let aggregating = Recorder(label: "a", aggregate: true, factory: $0)
            aggregating.record(2)
            aggregating.record(2.5)
            let last = Recorder(label: "b", aggregate: false, factory: $0)
            last.record(7)
            last.record(6.5)
        }
        #expect(page.contains("a_bucket{le=\"2\"} 1\na_bucket{le=\"+Inf\"} 2\na_sum 4.5\na_count 2\n"))
        #expect(page.hasSuffix("# TYPE b gauge\nb 6.5\n"))
    }

    @Test func `a gauge that nobody has set is not there, not even by name`() {
        #expect(page(MetricDeclaration("g", .gauge, help: "G")) { _ in }.isEmpty)
    }

    @Test func `metrics stand in the order of their names, whoever made them first`() {
        let page = page(
            MetricDeclaration("z_total", .counter, help: "Z"), MetricDeclaration("m_total", .counter, help: "M"),
            MetricDeclaration("a_total", .counter, help: "A")
        ) { _ in }
        let names = page.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { $0.split(separator: " ")[0] }
        #expect(names == ["a_total", "m_total", "z_total"])
    }

    @Test(arguments: [
        (0.0, "0"), (-3, "-3"), (0.25, "0.25"), (0.0001, "0.0001"), (1e21, "1e+21"), (.infinity, "+Inf"),
        (-.infinity, "-Inf"), (.nan, "NaN"), (1_795_291_200, "1795291200"),
    ])
    func `numbers are written as Go reads them`(value: Double, expected: String) {
        #expect(TextFormat.number(value) == expected)
    }

    @Test func `a counter never goes down, and counts whole steps exactly`() {
        let counter = CounterSeries()
        counter.increment(by: Int64(5))
        counter.increment(by: Int64(-2))
        counter.increment(by: 0.5)
        counter.increment(by: -Double.infinity)
        counter.increment(by: Double.nan)
        counter.increment(by: Double.infinity)
        #expect(counter.current == 5.5)
        counter.increment(by: Int64.max)
        counter.increment(by: Int64.max)
        #expect(counter.current == Double(Int64.max))
        counter.reset()
        #expect(counter.current == 0)
    }

    @Test func `a meter goes up and down, and starts from nothing`() {
        let page = page(MetricDeclaration("m", .gauge, help: "M")) {
            let meter = Meter(label: "m", factory: $0)
            meter.increment(by: 5)
            meter.decrement(by: 1.5)
        }
        #expect(page.hasSuffix("\nm 3.5\n"))
    }

    @Test func `what is no number has no place in a histogram, and no time is negative`() {
        let histogram = HistogramSeries(bounds: [1])
        histogram.record(Double.nan)
        histogram.record(Double.infinity)
        histogram.recordNanoseconds(-5)
        #expect(histogram.current == .init(counts: [1, 0], sum: 0))
    }

    // MARK: What is refused

    @Test func `what is not declared so is told once, and grows nothing`() {
        let told = Mutex<[String]>([])
        let metrics = PrometheusMetrics([
            MetricDeclaration("a_total", .counter, .closed("kind", "x"), help: "A"),
            MetricDeclaration("b", .gauge, help: "B"), MetricDeclaration("c_total", .counter, help: "C"),
        ]) { text in told.withLock { $0.append(text) } }
        let before = metrics.render()
        for _ in 0..<2 {
            Counter(label: "d_total", factory: metrics).increment()
            Counter(label: "a_total", dimensions: [("kind", "somebody's words")], factory: metrics).increment()
            Timer(label: "b", factory: metrics).recordSeconds(1)
            Gauge(label: "c_total", factory: metrics).record(1)
        }
        #expect(metrics.render() == before)
        #expect(
            told.withLock { $0 } == [
                "the metric d_total is not measured: it is not declared",
                "the metric a_total is not measured: its labels are {kind}, with values from a closed list",
                "the metric b is not measured: it is declared as a gauge and used as a histogram",
                "the metric c_total is not measured: it is declared as a counter and used as a gauge",
            ])
    }

    @Test(arguments: [
        [], [("a", "1")], [("a", "1"), ("b", "2"), ("c", "3")], [("a", "1"), ("c", "2")], [("a", "1"), ("a", "1")],
        [("a", "2"), ("b", "1")],
    ])
    func `labels that are not the declared ones are refused`(dimensions: [(String, String)]) {
        let family = Family(
            MetricDeclaration("x", .gauge, .closed("a", "1"), .closed("b", "2"), help: "X"), given: [:])
        #expect(family.series(dimensions) == nil)
        #expect(family.series([("b", "2"), ("a", "1")]) != nil, "in any order")
    }

    @Test func `nothing is lost where many count at once`() async {
        let metrics = PrometheusMetrics([
            MetricDeclaration("a_total", .counter, help: "A"), MetricDeclaration("h", .histogram([1]), help: "H"),
        ])
        await withTaskGroup { group in
            for _ in 0..<8 {
                group.addTask {
                    let counter = Counter(label: "a_total", factory: metrics)
                    let timer = Timer(label: "h", factory: metrics)
                    for _ in 0..<5000 {
                        counter.increment()
                        timer.recordSeconds(1)
                    }
                }
            }
        }
        let page = metrics.render()
        #expect(page.contains("\na_total 40000\n") && page.contains("\nh_count 40000\n"))
        #expect(page.contains("\nh_bucket{le=\"1\"} 40000\nh_bucket{le=\"+Inf\"} 40000\nh_sum 40000\n"))
    }
}
