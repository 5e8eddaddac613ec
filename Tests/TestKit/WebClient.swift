import Foundation
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A connection to a web server on 127.0.0.1 that sends what it is told, byte by byte if need be, and keeps every byte it
/// hears: a proper client would mend what a test wants to see.
public final class WebClient: Sendable {
    public struct Failure: Error {
        public let call: String
        public let code: Int32
    }
    private struct State {
        var bytes: [UInt8] = []
        var isClosed = false
    }
    private let state = Mutex(State())
    private let descriptor: Int32

    /// - Parameter isDeaf: Never reads what it is told.
    public init(port: Int, isDeaf: Bool = false) throws {
        #if canImport(Glibc)
        let kind = Int32(SOCK_STREAM.rawValue)
        #else
        let kind = SOCK_STREAM
        #endif
        let descriptor = socket(AF_INET, kind, 0)
        self.descriptor = descriptor
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { throw Failure(call: "connect", code: errno) }
        if !isDeaf { Thread.detachNewThread { [self] in readAll() } }
    }

    deinit { Self.closeNow(descriptor) }

    /// One request on a connection of its own, and the answer in three parts.
    public static func get(_ path: String, port: Int) async throws -> (status: Int, head: String, body: String) {
        let client = try WebClient(port: port)
        try client.send("GET \(path) HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n")
        // Where tests beside it learn, a task may have to wait for a thread that long.
        try await eventually("\(path) is answered", within: .seconds(100)) { client.isClosed }
        let parts = client.text.split(separator: "\r\n\r\n", maxSplits: 1, omittingEmptySubsequences: false)
        let status = parts[0].split(separator: " ").dropFirst().first.flatMap { Int($0) }
        return (status ?? 0, String(parts[0]), parts.count > 1 ? String(parts[1]) : "")
    }

    /// - Returns: False where nobody takes it any more.
    @discardableResult
    public func send(_ text: String) throws -> Bool {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Self.write(descriptor, $0) }
            if count < 0, [EAGAIN, EWOULDBLOCK].contains(errno) { return false }
            if count < 0, [EPIPE, ECONNRESET].contains(errno) { return false }
            guard count > 0 else { throw Failure(call: "send", code: errno) }
            rest = rest.dropFirst(count)
        }
        return true
    }

    public var isClosed: Bool { state.withLock { $0.isClosed } }
    public var text: String { String(decoding: state.withLock { $0.bytes }, as: UTF8.self) }

    private func readAll() {
        var buffer = [UInt8](repeating: 0, count: 4096)
        while case let count = read(descriptor, &buffer, buffer.count), count > 0 {
            state.withLock { $0.bytes += buffer[..<count] }
        }
        state.withLock { $0.isClosed = true }
    }

    private static func closeNow(_ descriptor: Int32) { close(descriptor) }

    /// Without waiting, and without the signal that would end the tests.
    private static func write(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
        #if canImport(Darwin)
        Darwin.send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_DONTWAIT))
        #elseif canImport(Musl)
        Musl.send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
        #else
        Glibc.send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
        #endif
    }
}
