import Foundation
public import Metrics
import Synchronization

/// What the process takes of the machine, from `/proc`; where there is none, nothing is told.
public final class ProcessFigures: Sendable {
    private let resident: Gauge
    private let virtual: Gauge
    private let open: Gauge
    private let most: Gauge
    private let start: Gauge
    private let cpu: FloatingPointCounter
    private let cpuSeen = Mutex(0.0)
    private let folder: String

    /// - Parameter folder: For tests; a folder with files such as the kernel's.
    public init(factory: any MetricsFactory = MetricsSystem.factory, folder: String = "/proc") {
        resident = Gauge(label: "process_resident_memory_bytes", factory: factory)
        virtual = Gauge(label: "process_virtual_memory_bytes", factory: factory)
        open = Gauge(label: "process_open_fds", factory: factory)
        most = Gauge(label: "process_max_fds", factory: factory)
        start = Gauge(label: "process_start_time_seconds", factory: factory)
        cpu = FloatingPointCounter(label: "process_cpu_seconds_total", factory: factory)
        self.folder = folder
    }

    /// Looks now.
    public func measure() {
        if let stat = ProcessStat(text("self/stat")) {
            // The kernel counts in hundredths of a second for whoever asks, whatever its own clock does.
            resident.record(stat.residentPages * Int64(sysconf(Int32(_SC_PAGESIZE))))
            virtual.record(stat.virtualBytes)
            let total = Double(stat.cpuTicks) / Double(sysconf(Int32(_SC_CLK_TCK)))
            cpu.increment(
                by: cpuSeen.withLock { seen in
                    defer { seen = max(seen, total) }
                    return max(0, total - seen)
                })
            if let boot = bootTime() {
                start.record(boot + Double(stat.startTicks) / Double(sysconf(Int32(_SC_CLK_TCK))))
            }
        }
        if let descriptors = try? FileManager.default.contentsOfDirectory(atPath: folder + "/self/fd") {
            // One of them was opened to look at the others.
            open.record(max(0, descriptors.count - 1))
        }
        if let limit = text("self/limits").split(separator: "\n").first(where: { $0.hasPrefix("Max open files") }) {
            most.record(limit.split(separator: " ").dropFirst(3).first.flatMap { Double($0) } ?? .infinity)
        }
    }

    private func bootTime() -> Double? {
        text("stat").split(separator: "\n").first { $0.hasPrefix("btime ") }
            .flatMap { Double($0.dropFirst("btime ".count)) }
    }

    private func text(_ name: String) -> String {
        let data = FileManager.default.contents(atPath: folder + "/" + name) ?? Data()
        return String(decoding: data, as: UTF8.self)
    }
}

/// `/proc/self/stat`, as proc(5) describes it.
struct ProcessStat: Equatable {
    let cpuTicks: Int64
    let startTicks: Int64
    let virtualBytes: Int64
    let residentPages: Int64

    init?(_ text: String) {
        // The second field is the program's name in parentheses, and may hold spaces and parentheses itself.
        guard let end = text.lastIndex(of: ")") else { return nil }
        let fields = text[text.index(after: end)...].split(whereSeparator: \.isWhitespace).map { Int64($0) }
        func field(_ number: Int) -> Int64? { fields.indices.contains(number - 3) ? fields[number - 3] : nil }
        guard let user = field(14), let system = field(15), let start = field(22), let virtual = field(23),
            let resident = field(24)
        else { return nil }
        (cpuTicks, startTicks, virtualBytes, residentPages) = (user + system, start, virtual, resident)
    }
}
