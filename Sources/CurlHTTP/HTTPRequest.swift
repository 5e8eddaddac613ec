/// One request, with what it may take.
public struct HTTPRequest: Sendable {
    /// `GET`, `PUT` and so on; letters count as they are written.
    public var method: String
    /// `http` or `https`, percent-encoded, without a name and a password in it. The path is sent as it stands here.
    public var url: String
    /// Length, transfer coding and `Expect` are the client's affair; naming them is `.invalid`.
    public var headers: [(name: String, value: String)]
    public var body: [UInt8]?
    public var limits: HTTPLimits
    /// How many are followed. A request that carries `Authorization` follows none, whatever this says, nor does one whose
    /// method is not GET, HEAD, POST or PUT: the redirect is then the answer.
    public var redirects: Int

    public init(
        _ method: String, _ url: String, headers: [(name: String, value: String)] = [], body: [UInt8]? = nil,
        limits: HTTPLimits = HTTPLimits(), redirects: Int = 0
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.limits = limits
        self.redirects = redirects
    }
}

/// What one request may take. A time of nothing is a millisecond.
public struct HTTPLimits: Equatable, Sendable {
    /// Until the server is reached: its address, the connection, the proxy, TLS.
    public var connect: Duration
    /// From the beginning to the last byte of the answer, including the wait for a free connection.
    public var total: Duration
    /// No byte either way for so long, once the request is being sent.
    public var idle: Duration
    /// Of a response's body, after decompression.
    public var bytes: Int

    public init(
        connect: Duration = .seconds(10), total: Duration = .seconds(60), idle: Duration = .seconds(30),
        bytes: Int = 64 << 20
    ) {
        self.connect = connect
        self.total = total
        self.idle = idle
        self.bytes = bytes
    }
}

/// What a server answered, whatever its status.
public struct HTTPResponse: Sendable {
    public let status: Int
    /// Names in lower case; repeated ones joined by `, `.
    public let headers: [String: String]
    /// Decompressed.
    public let body: [UInt8]

    public init(status: Int, headers: [String: String], body: [UInt8]) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}
