import Foundation
package import Glibc

/// A line as it came over the wire, taken apart.
package struct WireLine: Sendable {
    package var tags: [String: String] = [:]
    package var source = ""
    package var command = ""
    package var params: [String] = []
    package let raw: String

    package init(_ raw: String) {
        self.raw = raw
        var rest = Substring(raw)
        if rest.hasPrefix("@"), let space = rest.firstIndex(of: " ") {
            for tag in rest[..<space].dropFirst().split(separator: ";") {
                let parts = tag.split(separator: "=", maxSplits: 1).map(String.init)
                tags[parts[0]] = parts.count > 1 ? parts[1] : ""
            }
            rest = rest[space...].drop { $0 == " " }
        }
        if rest.hasPrefix(":"), let space = rest.firstIndex(of: " ") {
            source = String(rest[..<space].dropFirst())
            rest = rest[space...].drop { $0 == " " }
        }
        var trailing: Substring?
        if let colon = rest.range(of: " :") {
            trailing = rest[colon.upperBound...]
            rest = rest[..<colon.lowerBound]
        }
        let words = rest.split(separator: " ").map(String.init)
        command = words.first ?? ""
        params = Array(words.dropFirst()) + (trailing.map { [String($0)] } ?? [])
    }

    package var nick: String { String(source.prefix { $0 != "!" }) }
    package var text: String { params.count > 1 ? params[1] : "" }
    package var isTalk: Bool { command == "PRIVMSG" || command == "NOTICE" }
    /// Shown from the archive rather than said now.
    package var isOld: Bool { tags["batch"] != nil }
}

/// A plain socket to the desk. Writes block for a moment at most, reads never.
package final class Socket {
    package let file: Int32
    package private(set) var isOpen = true
    private var bytes: [UInt8] = []

    /// - Parameter address: Where it comes from, one of 127.0.0.0/8: servers count connections by address.
    package init(port: UInt16, from address: String? = nil) throws {
        file = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        let isBound = address.map { sockaddr_in(host: $0, port: 0).call { bind(file, $0, $1) } == 0 } ?? true
        guard isBound, sockaddr_in(host: "127.0.0.1", port: port).call({ connect(file, $0, $1) }) == 0 else {
            throw Trouble("no connection to port \(port): \(String(cString: strerror(errno)))")
        }
        _ = fcntl(file, F_SETFL, O_NONBLOCK)
    }

    deinit { close(file) }

    package func send(_ line: String) { send(Array((line + "\r\n").utf8)) }

    package func send(_ data: [UInt8]) {
        var sent = 0
        let end = Clock.now + 5
        while isOpen, sent < data.count {
            let count = data[sent...].withUnsafeBytes {
                Glibc.send(file, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count > 0 {
                sent += count
            } else if errno == EAGAIN, Clock.now < end {
                var waiting = pollfd(file: file, POLLOUT)
                poll(&waiting, 1, 100)
            } else {
                isOpen = false
            }
        }
    }

    /// The lines that are there now. After the other side's end, `isOpen` is false.
    package func receive() -> [WireLine] {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while isOpen {
            let count = recv(file, &buffer, buffer.count, 0)
            if count > 0 {
                bytes += buffer[..<count]
            } else if count == 0 || errno != EAGAIN {
                isOpen = false
            } else {
                break
            }
        }
        guard let last = bytes.lastIndex(of: 10) else { return [] }
        defer { bytes.removeFirst(last + 1) }
        return bytes[..<last].split(separator: 10).map { line in
            WireLine(String(decoding: line.last == 13 ? line.dropLast() : line, as: UTF8.self))
        }
    }
}

extension sockaddr_in {
    package init(host: String, port: UInt16) {
        self.init()
        sin_family = sa_family_t(AF_INET)
        sin_port = port.bigEndian
        sin_addr.s_addr = inet_addr(host)
    }

    package func call(_ function: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        withUnsafePointer(to: self) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                function($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}

extension pollfd {
    package init(file: Int32, _ events: Int32) { self.init(fd: file, events: Int16(events), revents: 0) }
}
