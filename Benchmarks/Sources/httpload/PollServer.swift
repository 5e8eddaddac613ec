import Foundation
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A server in this process, on one thread that polls. It answers by the path:
/// - `/now`: a short answer
/// - `/echo`: what came
/// - `/silent`: never
/// - `/half`: half an answer, and the end
final class PollServer: Sendable {
    struct Broken: Error, CustomStringConvertible {
        let call: String
        let code = errno
        var description: String { "\(call): \(String(cString: strerror(code)))" }
    }

    let port: Int
    private let listener: Int32
    private let isOver = Atomic(false)
    /// The clock that counts what its thread takes of the processors.
    private let clock = Atomic<Int32>(0)

    init() throws {
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
        guard listener >= 0 else { throw Broken(call: "socket") }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let (listener, length) = (listener, size)
        let isNamed = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length) == 0 && listen(listener, 1024) == 0 && getsockname(listener, $0, &size) == 0
            }
        }
        guard isNamed else { throw Broken(call: "bind") }
        port = Int(UInt16(bigEndian: address.sin_port))
        Thread { [self] in run() }.start()
        while clock.load(ordering: .acquiring) == 0 { usleep(100) }
    }

    func stop() { isOver.store(true, ordering: .releasing) }

    /// What its thread has taken of the processors so far.
    var processor: Duration {
        var time = timespec()
        clock_gettime(clock.load(ordering: .acquiring), &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }

    private func run() {
        var clock = clockid_t()
        pthread_getcpuclockid(pthread_self(), &clock)
        self.clock.store(clock, ordering: .releasing)
        var peers: [Int32: Peer] = [:]
        while !isOver.load(ordering: .acquiring) {
            var polled = [pollfd(fd: listener, events: Int16(POLLIN), revents: 0)]
            polled += peers.values.map { pollfd(fd: $0.socket, events: $0.events, revents: 0) }
            guard poll(&polled, nfds_t(polled.count), 50) > 0 else { continue }
            for one in polled.dropFirst() where one.revents != 0 {
                guard let peer = peers[one.fd], !peer.serve() else { continue }
                close(one.fd)
                peers[one.fd] = nil
            }
            while case let socket = accept(listener, nil, nil), socket >= 0 {
                _ = fcntl(socket, F_SETFL, O_NONBLOCK)
                peers[socket] = Peer(socket)
            }
        }
        for socket in peers.keys { close(socket) }
        close(listener)
    }
}

/// One connection.
private final class Peer {
    let socket: Int32
    private var heard: [UInt8] = []
    private var said: ArraySlice<UInt8> = []
    private var endsThen = false

    init(_ socket: Int32) { self.socket = socket }

    var events: Int16 { Int16(POLLIN) | (said.isEmpty ? 0 : Int16(POLLOUT)) }

    /// Whether it goes on.
    func serve() -> Bool {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(socket, &buffer, buffer.count, 0)
        if count == 0 || count < 0 && errno != EAGAIN { return false }
        if count > 0 { heard += buffer[..<count] }
        while let (path, body) = next() { answer(path, body) }
        return write()
    }

    private func write() -> Bool {
        while !said.isEmpty {
            let count = said.withUnsafeBytes { send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return count < 0 && errno == EAGAIN }
            said = said.dropFirst(count)
        }
        return !endsThen
    }

    private func next() -> (path: String, body: [UInt8])? {
        let mark = Array("\r\n\r\n".utf8)
        let ends = heard.indices.first { heard[$0] == 13 && heard[$0...].starts(with: mark) }
        guard let end = ends else { return nil }
        let lines = String(decoding: heard[..<end], as: UTF8.self).lowercased().split(separator: "\r\n")
        let length = lines.first { $0.hasPrefix("content-length: ") }.flatMap { Int($0.dropFirst(16)) } ?? 0
        guard heard.count >= end + 4 + length else { return nil }
        defer { heard.removeFirst(end + 4 + length) }
        let path = lines.first.map { $0.split(separator: " ")[1] } ?? ""
        return (String(path), Array(heard[(end + 4)..<(end + 4 + length)]))
    }

    private func answer(_ path: String, _ body: [UInt8]) {
        switch path {
        case "/silent": break
        case "/half":
            said += Array("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf".utf8)
            endsThen = true
        default:
            let body = path == "/echo" ? body : [UInt8](repeating: 7, count: 200)
            let head = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: \(body.count)\r\n\r\n"
            said += Array(head.utf8) + body
        }
    }
}
