import DeskControl
import Foundation
import Synchronization
import TestKit

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A connection to the control socket that keeps every line it reads, written without the program's own client.
final class Terminal: Sendable {
    struct Failure: Error {
        let call: String
        let code: Int32
    }
    private struct State {
        var bytes: [UInt8] = []
        var isClosed = false
    }
    private let state = Mutex(State())
    private let descriptor: Int32

    /// - Parameter isDeaf: Never reads what it is told.
    init(to path: String, isDeaf: Bool = false) throws {
        #if canImport(Glibc)
        let kind = Int32(SOCK_STREAM.rawValue)
        #else
        let kind = SOCK_STREAM
        #endif
        let descriptor = socket(AF_UNIX, kind, 0)
        self.descriptor = descriptor
        guard Self.with(path, { connect(descriptor, $0, $1) }) == 0 else { throw Failure(call: "connect", code: errno) }
        if !isDeaf { Thread.detachNewThread { [self] in readAll() } }
    }

    deinit { Self.closeNow(descriptor) }

    /// Binds a socket to the path and leaves it there, as a desk that was killed does.
    static func leaveSocket(at path: String) throws {
        #if canImport(Glibc)
        let kind = Int32(SOCK_STREAM.rawValue)
        #else
        let kind = SOCK_STREAM
        #endif
        let descriptor = socket(AF_UNIX, kind, 0)
        defer { closeNow(descriptor) }
        guard with(path, { bind(descriptor, $0, $1) }) == 0 else { throw Failure(call: "bind", code: errno) }
    }

    func send(_ requests: ControlRequest...) async throws { try await send(requests) }

    func send(_ requests: [ControlRequest]) async throws {
        for request in requests { try await send(bytes: JSONEncoder().encode(request) + [10]) }
    }

    func send(text: String) async throws { try await send(bytes: Data(text.utf8)) }

    func end() { shutdown(descriptor, Int32(SHUT_RDWR)) }

    var isClosed: Bool { state.withLock { $0.isClosed } }

    /// What was heard, a line each: `done`, `refused: …`, `support: …`; what is none of these as it came.
    var lines: [String] {
        let text = state.withLock { String(decoding: $0.bytes, as: UTF8.self) }
        return text.split(separator: "\n").map { line in
            switch try? JSONDecoder().decode(ControlReply.self, from: Data(line.utf8)) {
            case .done: "done"
            case .refused(let reason): "refused: \(reason)"
            case .said(let speaker, let text): "\(speaker): \(text)"
            case .live(let revision, _, _): "live: \(revision)"
            case .contentRefused(let errors, _): "errors: \(errors)"
            case nil: String(line)
            }
        }
    }

    /// What came over the wire, as it came.
    var text: String { state.withLock { String(decoding: $0.bytes, as: UTF8.self) } }

    /// Never blocks a thread that the server may need.
    private func send(bytes: Data) async throws {
        var rest = bytes[...]
        try await eventually("\(bytes.count) bytes are sent") {
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes { Self.write(descriptor, $0) }
                if count < 0, [EAGAIN, EWOULDBLOCK].contains(errno) { return false }
                guard count > 0 else { throw Failure(call: "send", code: errno) }
                rest = rest.dropFirst(count)
            }
            return true
        }
    }

    private func readAll() {
        var buffer = [UInt8](repeating: 0, count: 4096)
        while case let count = read(descriptor, &buffer, buffer.count), count > 0 {
            state.withLock { $0.bytes += buffer[..<count] }
        }
        state.withLock { $0.isClosed = true }
    }

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

    private static func closeNow(_ descriptor: Int32) { close(descriptor) }

    private static func with(_ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8.prefix($0.count - 1))) }
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
        }
    }
}
