import CCurl
import Foundation

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Everything of libcurl: it is made, used and freed on the client's thread.
final class Driver {
    /// Once a process.
    private static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK
    /// More of them than are often needed at once only take memory.
    private static let mostSpare = 64
    private static let patience: Duration = .seconds(60)

    private let orders: Orders
    private let multi: UnsafeMutableRawPointer
    private let settings: Settings
    private let canBeWoken: Bool
    private var underWay: [ObjectIdentifier: Transfer] = [:]
    private var spare: [UnsafeMutableRawPointer] = []
    /// Nobody is late before.
    private var nextLook: ContinuousClock.Instant?

    private init(_ orders: Orders, _ settings: Settings, _ multi: UnsafeMutableRawPointer) {
        self.orders = orders
        self.settings = settings
        self.multi = multi
        let connections = settings.maxConnectionsPerHost
        ccurl_multi_set_long(multi, CURLMOPT_MAX_HOST_CONNECTIONS, connections)
        ccurl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, connections)
        // Without descriptors left in the process there is no waking.
        canBeWoken = curl_multi_wakeup(multi) == CURLM_OK
    }

    /// The whole life of the thread.
    static func run(_ orders: Orders, _ options: HTTPOptions) {
        // Not by `Thread.name`, of which the system hears only once whoever started the thread knows it.
        ccurl_name_thread("http-client")
        refuseBrokenPipes()
        let multi = isReady ? curl_multi_init() : nil
        // First of all, so that whoever is called back may close.
        orders.start(waking: multi)
        if let multi {
            let driver = Driver(orders, Settings(options), multi)
            driver.loop()
            driver.end()
        } else {
            for job in orders.retire() { job.done(.failure(.closed)) }
        }
        orders.finish()
    }

    /// TLS writes to its socket without asking for no signal, and `CURLOPT_NOSIGNAL` has libcurl leave signals alone.
    private static func refuseBrokenPipes() {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }

    private func loop() {
        while let (jobs, cancelled) = orders.take(underWay: underWay.count) {
            for job in jobs { begin(job) }
            for ticket in cancelled { cancel(ticket) }
            var running: Int32 = 0
            curl_multi_perform(multi, &running)
            settle()
            let wait = endLate()
            curl_multi_poll(multi, nil, 0, Int32(clamping: wait.wholeMilliseconds), nil)
        }
    }

    private func begin(_ job: Job) {
        guard !job.ticket.isCancelled else { return job.done(.failure(.cancelled)) }
        do throws(HTTPError) {
            try job.request.check()
        } catch {
            return job.done(.failure(error))
        }
        guard let easy = spare.popLast() ?? curl_easy_init() else {
            return job.done(.failure(.unreachable("out of memory")))
        }
        let transfer = Transfer(job, easy)
        transfer.prepare(settings)
        underWay[ObjectIdentifier(job.ticket)] = transfer
        let code = curl_multi_add_handle(multi, easy)
        guard code == CURLM_OK else {
            return finish(transfer, .failure(.unreachable(String(cString: curl_multi_strerror(code)))))
        }
        let look = transfer.deadline(at: .now)
        nextLook = min(nextLook ?? look, look)
    }

    private func cancel(_ ticket: HTTPTicket) {
        guard let transfer = underWay[ObjectIdentifier(ticket)] else { return }
        finish(transfer, .failure(.cancelled))
    }

    /// What libcurl is done with.
    private func settle() {
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle else { continue }
            // The message is gone when the handle is removed.
            let code = ccurl_result(message)
            guard let transfer = Transfer.of(easy) else { continue }
            finish(transfer, transfer.outcome(code))
        }
    }

    /// The only place where a request that was taken up ends.
    private func finish(_ transfer: Transfer, _ outcome: Result<HTTPResponse, HTTPError>) {
        guard underWay.removeValue(forKey: ObjectIdentifier(transfer.job.ticket)) != nil else { return }
        curl_multi_remove_handle(multi, transfer.easy)
        if spare.count < Self.mostSpare {
            // It forgets the transfer, which ends here.
            curl_easy_reset(transfer.easy)
            spare.append(transfer.easy)
        } else {
            curl_easy_cleanup(transfer.easy)
        }
        transfer.job.done(outcome)
    }

    /// Ends those whose time is over. How long nobody else's will be.
    private func endLate() -> Duration {
        let longest = canBeWoken ? Self.patience : .milliseconds(20)
        guard let look = nextLook else { return longest }
        let now = ContinuousClock.now
        if now < look { return min(look - now, longest) }
        for transfer in Array(underWay.values) where transfer.deadline(at: now) <= now {
            finish(transfer, .failure(transfer.lateness))
        }
        nextLook = underWay.values.lazy.map { $0.deadline(at: now) }.min()
        return nextLook.map { min($0 - now, longest) } ?? longest
    }

    private func end() {
        for transfer in Array(underWay.values) { finish(transfer, .failure(.closed)) }
        for job in orders.retire() { job.done(.failure(.closed)) }
        for easy in spare { curl_easy_cleanup(easy) }
        curl_multi_cleanup(multi)
    }
}
