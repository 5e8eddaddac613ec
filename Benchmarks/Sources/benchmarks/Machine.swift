import Foundation

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// On what the figures were taken.
struct Machine {
    let cores = ProcessInfo.processInfo.activeProcessorCount
    let model: String
    let kernel: String
    let fileSystem: String

    init(folder: String) {
        let processors = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        let line = processors.split(separator: "\n").first { $0.hasPrefix("model name") }
        model = line?.split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) } ?? "unknown processor"
        let release = try? String(contentsOfFile: "/proc/sys/kernel/osrelease", encoding: .utf8)
        kernel =
            release.map { "Linux " + $0.trimmingCharacters(in: .whitespacesAndNewlines) }
            ?? ProcessInfo.processInfo.operatingSystemVersionString
        fileSystem = Self.fileSystem(of: folder)
    }

    var text: String { "\(cores) cores, \(model), \(kernel), \(fileSystem)" }
    var json: [String: Any] { ["cores": cores, "model": model, "kernel": kernel, "file_system": fileSystem] }

    /// The mount that holds the folder is the one with the longest path above it.
    private static func fileSystem(of folder: String) -> String {
        let path = URL(fileURLWithPath: folder).resolvingSymlinksInPath().path + "/"
        let mounts = (try? String(contentsOfFile: "/proc/self/mounts", encoding: .utf8)) ?? ""
        let fields = mounts.split(separator: "\n").map { $0.split(separator: " ") }.filter { $0.count >= 3 }
        let above = fields.filter { path.hasPrefix($0[1].hasSuffix("/") ? $0[1] : $0[1] + "/") }
        return above.max { $0[1].count < $1[1].count }.map { String($0[2]) } ?? "unknown file system"
    }
}

/// What this process has used so far.
struct Usage {
    /// On all cores together.
    let processor: Duration
    let residentMegabytes: Double
    /// The most that was resident at once.
    let peakMegabytes: Double

    init() {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        processor = .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        func megabytes(_ name: String) -> Double {
            let line = status.split(separator: "\n").first { $0.hasPrefix(name) }
            return (line?.split(separator: " ").dropLast().last.flatMap { Double($0) } ?? 0) / 1024
        }
        residentMegabytes = megabytes("VmRSS:")
        peakMegabytes = megabytes("VmHWM:")
    }
}
