import Foundation
import Glibc

/// A line as it came over the wire, taken apart.
struct WireLine: Sendable {
    var tags: [String: String] = [:]
    var source = ""
    var command = ""
    var params: [String] = []
    let raw: String

    init(_ raw: String) {
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

    var nick: String { String(source.prefix { $0 != "!" }) }
    var text: String { params.count > 1 ? params[1] : "" }
    var isTalk: Bool { command == "PRIVMSG" || command == "NOTICE" }
    /// Shown from the archive rather than said now.
    var isOld: Bool { tags["batch"] != nil }
}

/// A plain socket to the desk. Writes block for a moment at most, reads never.
final class Socket {
    let file: Int32
    private(set) var isOpen = true
    private var bytes: [UInt8] = []

    init(port: UInt16) throws {
        file = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let code = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(file, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard code == 0 else { throw Trouble("no connection to port \(port): \(String(cString: strerror(errno)))") }
        _ = fcntl(file, F_SETFL, O_NONBLOCK)
    }

    deinit { close(file) }

    func send(_ line: String) { send(Array((line + "\r\n").utf8)) }

    func send(_ data: [UInt8]) {
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
    func receive() -> [WireLine] {
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

extension pollfd {
    init(file: Int32, _ events: Int32) { self.init(fd: file, events: Int16(events), revents: 0) }
}
