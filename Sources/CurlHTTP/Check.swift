/// What libcurl would send as it stands, although it means something else then.
extension HTTPRequest {
    /// - Throws: `.invalid`, which names no value: they may be secret.
    func check() throws(HTTPError) {
        guard method.utf8.first != nil, method.utf8.allSatisfy(\.isTokenByte), method != "CONNECT" else {
            throw .invalid("the method is no method")
        }
        let start = url.prefix(8).lowercased()
        guard start.hasPrefix("https://") || start.hasPrefix("http://") else {
            throw .invalid("the URL does not begin with http:// or https://")
        }
        guard url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw .invalid("the URL holds what must be percent-encoded")
        }
        for (name, value) in headers { try Self.check(name, value) }
        if method == "HEAD", body != nil { throw .invalid("HEAD has no body") }
    }

    private static func check(_ name: String, _ value: String) throws(HTTPError) {
        guard name.utf8.first != nil, name.utf8.allSatisfy(\.isTokenByte) else {
            throw .invalid("the name of a header is none")
        }
        guard value.utf8.allSatisfy({ $0 == 0x09 || $0 >= 0x20 && $0 != 0x7F }) else {
            throw .invalid("the header \(name) holds a control character")
        }
        guard !["content-length", "transfer-encoding", "expect"].contains(name.lowercased()) else {
            throw .invalid("the header \(name) is the client's affair")
        }
    }

    func hasHeader(_ name: String) -> Bool { headers.contains { $0.name.lowercased() == name } }

    /// Whether libcurl changes the method as RFC 9110, 15.4, says; it would keep others through a 303, with a body or without.
    private var knowsRedirects: Bool {
        ["HEAD", "POST", "PUT"].contains(method) || method == "GET" && body == nil
    }

    /// How many are followed in truth.
    var followed: Int { hasHeader("authorization") || !knowsRedirects ? 0 : min(max(redirects, 0), 100) }

    /// RFC 9110, 9.2.2: whether it does no more if it was sent twice.
    var isRepeatable: Bool { ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE"].contains(method) }
}

extension UInt8 {
    /// RFC 9110, 5.6.2.
    fileprivate var isTokenByte: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "!#$%&'*+-.^_`|~".utf8.contains(self)
        }
    }
}
