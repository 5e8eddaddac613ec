import CCurl

/// One request under way. It lives on the client's thread, and libcurl knows it by its address.
final class Transfer {
    /// Of the headers of all answers, intermediate ones included.
    static let mostHeaderBytes = 256 << 10

    let job: Job
    let easy: UnsafeMutableRawPointer
    /// What libcurl says of a failure; it writes there until it forgets the transfer.
    let complaint: UnsafeMutablePointer<CChar>
    /// What libcurl sends; it keeps the pointer.
    var lines: UnsafeMutablePointer<curl_slist>?

    private let idle: Duration
    private let end: ContinuousClock.Instant
    private var uploaded = 0
    private var head = ResponseHead()
    private var body: [UInt8] = []
    /// How often the request began to be sent.
    private var attempts = 0
    private var isAnswered = false
    private var heard: ContinuousClock.Instant?
    /// Why one of the callbacks gave up.
    private var refusal: HTTPError?

    init(_ job: Job, _ easy: UnsafeMutableRawPointer) {
        self.job = job
        self.easy = easy
        end = job.begun + .milliseconds(job.request.limits.total.wholeMilliseconds)
        idle = .milliseconds(job.request.limits.idle.wholeMilliseconds)
        complaint = .allocate(capacity: Int(CURL_ERROR_SIZE))
        complaint.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    }

    deinit {
        complaint.deallocate()
        curl_slist_free_all(lines)
    }

    /// The one that an easy handle was prepared for.
    static func of(_ easy: UnsafeMutableRawPointer) -> Transfer? {
        var context: UnsafeMutableRawPointer?
        ccurl_get_pointer(easy, CURLINFO_PRIVATE, &context)
        return of(context: context)
    }

    /// `Driver.underWay` holds it for as long as libcurl has the address.
    static func of(context: UnsafeMutableRawPointer?) -> Transfer? {
        context.map { Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
    }

    var context: UnsafeMutableRawPointer { Unmanaged.passUnretained(self).toOpaque() }

    // MARK: Time

    /// When it is to end if nothing is heard until then. libcurl counts neither the wait for a free connection nor, since
    /// its own limit is an average over seconds, a byte now and then.
    func deadline(at now: ContinuousClock.Instant) -> ContinuousClock.Instant { min(end, (heard ?? now) + idle) }

    var lateness: HTTPError { .timedOut(wasSent: attempts > 0) }

    // MARK: What libcurl calls

    /// The connection is there, and the request is about to be sent. False: it must not be.
    func willSend() -> Bool {
        if attempts > 0, !isAnswered, !job.request.isRepeatable {
            refusal = .broken("the connection ended before the answer, and \(job.request.method) is not sent twice")
            return false
        }
        attempts += 1
        isAnswered = false
        heard = .now
        return true
    }

    /// How much of the body was written there.
    func upload(to buffer: UnsafeMutableRawBufferPointer) -> Int {
        heard = .now
        guard let body = job.request.body else { return 0 }
        let part = body[uploaded...].prefix(buffer.count)
        buffer.copyBytes(from: part)
        uploaded += part.count
        return part.count
    }

    /// A request that is sent again begins at its beginning.
    func rewind(to offset: Int) -> Bool {
        guard offset >= 0, offset <= job.request.body?.count ?? 0 else { return false }
        uploaded = offset
        return true
    }

    func hear(header line: UnsafeRawBufferPointer) -> Bool {
        heard = .now
        isAnswered = true
        head.read(line)
        if head.isNew { body = [] }
        guard head.bytes <= Self.mostHeaderBytes else {
            refusal = .tooLarge(limit: Self.mostHeaderBytes)
            return false
        }
        if head.isContradictory { refusal = .broken("two lengths of one body") }
        return refusal == nil
    }

    func hear(body bytes: UnsafeRawBufferPointer) -> Bool {
        heard = .now
        let limit = max(job.request.limits.bytes, 0)
        guard bytes.count <= limit - body.count else {
            refusal = .tooLarge(limit: limit)
            return false
        }
        body.append(contentsOf: bytes)
        return true
    }

    // MARK: The end

    func outcome(_ code: CURLcode) -> Result<HTTPResponse, HTTPError> {
        guard code == CURLE_OK else { return .failure(refusal ?? failure(code)) }
        // To libcurl a connection that ends there ends an answer without a body.
        guard head.isOver else { return .failure(.broken("the connection ended within the headers")) }
        var status = 0
        ccurl_get_long(easy, CURLINFO_RESPONSE_CODE, &status)
        return .success(HTTPResponse(status: status, headers: head.fields, body: body))
    }

    private func failure(_ code: CURLcode) -> HTTPError {
        let wasSent = attempts > 0
        switch code {
        case CURLE_OPERATION_TIMEDOUT: return lateness
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR,
            CURLE_SSL_INVALIDCERTSTATUS:
            return .untrusted(reason(code))
        case CURLE_URL_MALFORMAT where !wasSent, CURLE_UNSUPPORTED_PROTOCOL where !wasSent,
            CURLE_LOGIN_DENIED where !wasSent:
            return .invalid(reason(code))
        // What libcurl makes of a header that is longer than it reads: the one before 8.6, the other from then on.
        case CURLE_OUT_OF_MEMORY where wasSent && !head.isOver, CURLcode(100) where wasSent && !head.isOver:
            return .tooLarge(limit: Self.mostHeaderBytes)
        default: return wasSent ? .broken(reason(code)) : .unreachable(reason(code))
        }
    }

    /// libcurl's own words in one line; its name for the code where it has none.
    private func reason(_ code: CURLcode) -> String {
        let words = String(cString: complaint).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return words.isEmpty ? String(cString: curl_easy_strerror(code)) : words
    }
}
