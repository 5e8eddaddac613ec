import ArgumentParser
import DeskIRC
import DeskWeb
import Logging
import Metrics
import UnixSignals

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Runs the desk.",
        discussion: """
            Without a configuration: an IRC gateway of its own on 127.0.0.1:6667, content from this folder, the database \
            in ./data. The first start makes an agent and prints the password once. SIGTERM finishes what is under way \
            and ends; SIGHUP reads the configuration again.
            """)

    @OptionGroup var config: ConfigOptions
    @OptionGroup var content: ContentOptions
    @OptionGroup var data: DataOptions

    @Option(help: "Where the IRC gateway listens, as HOST:PORT.")
    var listen: String?

    @Flag(help: "Lifts rate and flood limits, for benchmarks; on loopback only.")
    var unlimited = false

    func run() async throws {
        let configuration = try read()
        let live = LiveSettings(configuration)
        LoggingSystem.bootstrap { label in LiveLog(label: label) { live.logLevel } }
        Memory.keepLittle()
        let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint, .sighup)
        let log = Logger(label: "rapport")
        let metrics = configuration.metrics.map { _ in
            PrometheusMetrics(given: Wiring.given(configuration)) { log.warning("\($0)") }
        }
        // Before anybody makes a metric: what was made by then would count for nobody.
        if let metrics { MetricsSystem.bootstrap(metrics) }
        try await Wiring(configuration: configuration, log: log, metrics: metrics, live: live).serve {
            for await signal in signals {
                guard signal == .sighup else { return }
                await live.reload(log: log) { try read() }
            }
        } announce: {
            say($0)
        }
    }

    private func read() throws -> Configuration {
        var configuration = try config.read(content: content.content, data: data.data)
        try listenElsewhere(&configuration)
        try liftLimits(&configuration)
        return configuration
    }

    private func listenElsewhere(_ configuration: inout Configuration) throws {
        guard let listen else { return }
        do throws(UnfitValue) {
            let (host, port) = try Values.listen(listen)
            guard !configuration.listeners.isEmpty else {
                throw UnfitValue(expected: "a gateway of kind irc-listener in the configuration")
            }
            configuration.listeners[0].host = host
            configuration.listeners[0].port = port
        } catch {
            throw Complaint("--listen: expected \(error.expected)")
        }
    }

    private func liftLimits(_ configuration: inout Configuration) throws {
        guard unlimited else { return }
        guard configuration.listeners.allSatisfy({ ["127.0.0.1", "::1", "localhost"].contains($0.host) }) else {
            throw Complaint("--unlimited is for benchmarks: it needs every gateway to listen on 127.0.0.1 or ::1")
        }
        guard configuration.networks.allSatisfy({ ["127.0.0.1", "::1", "localhost"].contains($0.host) }) else {
            throw Complaint("--unlimited is for benchmarks: it needs every network to be on 127.0.0.1 or ::1")
        }
        for index in configuration.listeners.indices { configuration.listeners[index].isUnlimited = true }
        for index in configuration.networks.indices { configuration.networks[index].isUnlimited = true }
        complain("--unlimited: no rate and flood limits. Do not let customers in.")
    }
}
