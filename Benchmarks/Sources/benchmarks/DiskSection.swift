import Foundation

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// What the disk can do at best: write 4 KiB and wait until it is there. Every commit costs at least this.
struct DiskSection {
    static let block = 4096
    /// How long the file is that is written over, in blocks: about as long as the log of a desk under load.
    static let blocks = 1000
    let folder: String
    let window: Duration

    struct Failure: Error, CustomStringConvertible {
        let description: String
        init(_ what: String) { description = "\(what): \(String(cString: strerror(errno)))" }
    }

    func table(_ title: String) throws -> Table {
        Table(
            title, note: "4 KiB and `fdatasync`, one after the other. A log that is used again is written over.",
            columns: ["write", "syncs/s", "p50 (ms)", "p99 (ms)"],
            rows: [
                // A file that grows changes its length too, which is a second write.
                try row("append", wrap: nil),
                try row("write over", wrap: Self.blocks),
            ])
    }

    /// Begins again from the first block after `wrap` blocks; grows where there is no `wrap`.
    private func row(_ name: String, wrap: Int?) throws -> [Table.Cell] {
        let path = folder + "/disk"
        let file = open(path, O_CREAT | O_TRUNC | O_RDWR, 0o600)
        guard file >= 0 else { throw Failure(path) }
        defer {
            close(file)
            unlink(path)
        }
        for block in 0..<(wrap ?? 0) { try put(block, file) }
        try sync(file)
        var samples = Samples()
        let clock = ContinuousClock()
        let (count, time) = try repeated(for: window) {
            let block = wrap.map { samples.count % $0 } ?? samples.count
            samples.add(
                try clock.measure {
                    try put(block, file)
                    try sync(file)
                })
        }
        let percentiles = samples.percentiles(0.5, 0.99)
        return [
            .text(name), .number(Double(count) / time.inSeconds, 0), .number(percentiles[0], 2),
            .number(percentiles[1], 2),
        ]
    }

    private func put(_ block: Int, _ file: Int32) throws {
        let bytes = [UInt8](repeating: 0x2E, count: Self.block)
        guard pwrite(file, bytes, bytes.count, off_t(block * Self.block)) == bytes.count else { throw Failure("write") }
    }

    private func sync(_ file: Int32) throws {
        #if canImport(Darwin)
        guard fsync(file) == 0 else { throw Failure("fsync") }
        #else
        guard fdatasync(file) == 0 else { throw Failure("fdatasync") }
        #endif
    }
}
