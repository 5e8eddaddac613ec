import Foundation

/// The options as libcurl takes them.
struct Settings {
    let authorities: String?
    let userAgent: String
    let maxConnectionsPerHost: Int
    /// nil: libcurl looks into the environment. Empty: none.
    let proxy: String?
    /// Hosts that are asked directly, after every redirect anew.
    let direct: String

    init(_ options: HTTPOptions, environment: [String: String] = ProcessInfo.processInfo.environment) {
        authorities = options.authorities
        userAgent = String(options.userAgent.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F })
        maxConnectionsPerHost = max(options.maxConnectionsPerHost, 1)
        proxy = options.usesProxyOfEnvironment ? nil : ""
        let named = environment["no_proxy"] ?? environment["NO_PROXY"] ?? ""
        // The star means all only where it stands alone.
        direct = named == "*" ? named : "localhost,127.0.0.1,127.0.0.0/8,::1" + (named.isEmpty ? "" : "," + named)
    }
}

extension Duration {
    /// At least one, since libcurl takes none for no limit; never cut short.
    var wholeMilliseconds: Int {
        let (seconds, attoseconds) = components
        guard seconds < Int64(Int32.max) / 1000 - 1 else { return Int(Int32.max) }
        let rest = (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
        return max(Int(seconds * 1000 + rest), 1)
    }
}
