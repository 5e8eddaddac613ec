@testable import DeskWeb
import Foundation
import Metrics
import Testing

/// What the process takes of the machine.
@Suite struct ProcessTests {
    /// From proc(5): the program's name may hold anything.
    private let stat =
        "4242 (a) b (c) S 1 4242 4242 0 -1 4194560 1 2 3 4 150 50 7 8 20 0 9 0 1000 5000000 321 18446744073709551615 1 1"

    @Test func `the kernel's line is taken apart behind the name`() {
        let found = ProcessStat(stat)
        #expect(found?.cpuTicks == 200 && found?.startTicks == 1000)
        #expect(found?.virtualBytes == 5_000_000 && found?.residentPages == 321)
        #expect(ProcessStat("") == nil && ProcessStat("1 (a) S 2") == nil)
    }

    @Test func `figures come under their usual names, in seconds and bytes`() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("p-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let own = folder.appendingPathComponent("self")
        try FileManager.default.createDirectory(
            at: own.appendingPathComponent("fd"), withIntermediateDirectories: true)
        for name in ["0", "1", "2", "3"] { try Data().write(to: own.appendingPathComponent("fd/" + name)) }
        try Data(stat.utf8).write(to: own.appendingPathComponent("stat"))
        try Data("cpu 1 2\nbtime 1700000000\nprocesses 3\n".utf8).write(to: folder.appendingPathComponent("stat"))
        let limits =
            "Limit                     Soft Limit           Hard Limit           Units     \n"
            + "Max open files            1024                 4096                 files     \n"
        try Data(limits.utf8).write(to: own.appendingPathComponent("limits"))
        let metrics = PrometheusMetrics()
        let process = ProcessFigures(factory: metrics, folder: folder.path)
        process.measure()
        process.measure()
        let page = metrics.render()
        let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))
        for line in [
            "process_cpu_seconds_total \(TextFormat.number(200 / ticks))", "process_open_fds 3", "process_max_fds 1024",
            "process_resident_memory_bytes \(321 * sysconf(Int32(_SC_PAGESIZE)))",
            "process_virtual_memory_bytes 5000000",
            "process_start_time_seconds \(TextFormat.number(1_700_000_000 + 1000 / ticks))",
        ] {
            #expect(page.contains("\n\(line)\n"), "\(line)")
        }
    }

    #if os(Linux)
    @Test func `this process is told of, too`() throws {
        let metrics = PrometheusMetrics()
        ProcessFigures(factory: metrics).measure()
        func value(_ name: String) throws -> Double {
            let line = metrics.render().split(separator: "\n").first { $0.hasPrefix(name + " ") }
            return try #require(line?.split(separator: " ").last.flatMap { Double($0) }, "\(name)")
        }
        #expect(try value("process_resident_memory_bytes") > 1_000_000)
        #expect(try value("process_open_fds") >= 3)
        let age = Date().timeIntervalSince1970 - (try value("process_start_time_seconds"))
        #expect((-2...3600).contains(age))
    }
    #endif
}
