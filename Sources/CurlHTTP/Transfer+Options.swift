import CCurl

/// What libcurl is told of a request. The handle is as new.
extension Transfer {
    func prepare(_ settings: Settings) {
        setTarget(settings)
        setLimits()
        setMethod()
        setHeaders(settings)
        setCallbacks()
    }

    private var request: HTTPRequest { job.request }

    private func setTarget(_ settings: Settings) {
        ccurl_set_string(easy, CURLOPT_URL, request.url)
        ccurl_set_long(easy, CURLOPT_PATH_AS_IS, 1)
        // Such URLs end up in logs.
        ccurl_set_long(easy, CURLOPT_DISALLOW_USERNAME_IN_URL, 1)
        ccurl_set_string(easy, CURLOPT_PROTOCOLS_STR, "http,https")
        ccurl_set_string(easy, CURLOPT_REDIR_PROTOCOLS_STR, "http,https")
        ccurl_set_long(easy, CURLOPT_FOLLOWLOCATION, request.followed > 0 ? 1 : 0)
        ccurl_set_long(easy, CURLOPT_MAXREDIRS, request.followed)
        // One request a connection: what ends one ends no other.
        ccurl_set_long(easy, CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        if let proxy = settings.proxy { ccurl_set_string(easy, CURLOPT_PROXY, proxy) }
        ccurl_set_string(easy, CURLOPT_NOPROXY, settings.direct)
        ccurl_set_long(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        if let authorities = settings.authorities {
            ccurl_set_string(easy, CURLOPT_CAINFO, authorities)
            ccurl_set_string(easy, CURLOPT_CAPATH, nil)
        }
    }

    private func setLimits() {
        ccurl_set_long(easy, CURLOPT_NOSIGNAL, 1)
        ccurl_set_quick_exit(easy)
        ccurl_set_long(easy, CURLOPT_TCP_KEEPALIVE, 1)
        ccurl_set_long(easy, CURLOPT_CONNECTTIMEOUT_MS, request.limits.connect.wholeMilliseconds)
    }

    /// By the options that let libcurl change the method as it follows redirects, where there is one.
    private func setMethod() {
        switch (request.method, request.body) {
        case ("GET", nil): ccurl_set_long(easy, CURLOPT_HTTPGET, 1)
        case ("HEAD", _): ccurl_set_long(easy, CURLOPT_NOBODY, 1)
        case ("POST", let body):
            ccurl_set_long(easy, CURLOPT_POST, 1)
            ccurl_set_size(easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body?.count ?? 0))
        case ("PUT", let body): setUpload(body ?? [])
        case (let method, let body):
            if let body { setUpload(body) }
            ccurl_set_string(easy, CURLOPT_CUSTOMREQUEST, method)
        }
    }

    private func setUpload(_ body: [UInt8]) {
        ccurl_set_long(easy, CURLOPT_UPLOAD, 1)
        ccurl_set_size(easy, CURLOPT_INFILESIZE_LARGE, curl_off_t(body.count))
    }

    private func setHeaders(_ settings: Settings) {
        ccurl_set_string(easy, CURLOPT_USERAGENT, settings.userAgent)
        // Whatever it can.
        ccurl_set_string(easy, CURLOPT_ACCEPT_ENCODING, "")
        // A name alone keeps libcurl from saying it: without, it would wait for a server that knows nothing of it, and
        // take every body for a form.
        add("Expect:")
        if request.method == "POST", !request.hasHeader("content-type") { add("Content-Type:") }
        for (name, value) in request.headers { add(value.isEmpty ? name + ";" : "\(name): \(value)") }
        ccurl_set_pointer(easy, CURLOPT_HTTPHEADER, lines)
    }

    private func add(_ line: String) { lines = curl_slist_append(lines, line) ?? lines }

    private func setCallbacks() {
        ccurl_set_pointer(easy, CURLOPT_PRIVATE, context)
        ccurl_set_pointer(easy, CURLOPT_ERRORBUFFER, complaint)
        for option in [CURLOPT_READDATA, CURLOPT_SEEKDATA, CURLOPT_WRITEDATA, CURLOPT_HEADERDATA, CURLOPT_PREREQDATA] {
            ccurl_set_pointer(easy, option, context)
        }
        ccurl_set_prereq(easy) { context, _, _, _, _ in
            Transfer.of(context: context)?.willSend() == true ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
        }
        ccurl_set_transfer(easy, CURLOPT_READFUNCTION) { bytes, size, count, context in
            let buffer = UnsafeMutableRawBufferPointer(start: bytes, count: size * count)
            return Transfer.of(context: context)?.upload(to: buffer) ?? 0
        }
        ccurl_set_seek(easy) { context, offset, _ in
            Transfer.of(context: context)?.rewind(to: Int(offset)) == true ? CURL_SEEKFUNC_OK : CURL_SEEKFUNC_FAIL
        }
        // Fewer bytes than came make libcurl give up; none came only where nothing is to be done.
        ccurl_set_transfer(easy, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
            let line = UnsafeRawBufferPointer(start: bytes, count: size * count)
            return Transfer.of(context: context)?.hear(header: line) == true ? line.count : 0
        }
        ccurl_set_transfer(easy, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
            let part = UnsafeRawBufferPointer(start: bytes, count: size * count)
            return Transfer.of(context: context)?.hear(body: part) == true ? part.count : 0
        }
    }
}
