import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// What the disk can do at best: append 4 KiB and wait until it is there. Every commit costs at least this.
struct DiskSection {
    static let block = 4096
    let folder: String
    let window: Duration

    struct Failure: Error, CustomStringConvertible {
        let description: String
        init(_ what: String) { description = "\(what): \(String(cString: strerror(errno)))" }
    }

    func table(_ title: String) throws -> Table {
        let path = folder + "/disk"
        let file = open(path, O_CREAT | O_TRUNC | O_WRONLY | O_APPEND, 0o600)
        guard file >= 0 else { throw Failure(path) }
        defer {
            close(file)
            unlink(path)
        }
        var samples = Samples()
        let clock = ContinuousClock()
        let (count, time) = try repeated(for: window) {
            samples.add(try clock.measure { try append(to: file) })
        }
        let percentiles = samples.percentiles(0.5, 0.99)
        return Table(
            title, note: "A 4 KiB append and `fdatasync`, one after the other.",
            columns: ["syncs/s", "p50 (ms)", "p99 (ms)"],
            rows: [
                [
                    .number(Double(count) / time.inSeconds, 0), .number(percentiles[0], 2), .number(percentiles[1], 2),
                ]
            ])
    }

    private func append(to file: Int32) throws {
        let bytes = [UInt8](repeating: 0x2E, count: Self.block)
        guard write(file, bytes, bytes.count) == bytes.count else { throw Failure("write") }
        #if canImport(Darwin)
            guard fsync(file) == 0 else { throw Failure("fsync") }
        #else
            guard fdatasync(file) == 0 else { throw Failure("fdatasync") }
        #endif
    }
}
