import Crypto
import NIOCore
import NIOSSL

/// TLS towards a network: whom to believe, and who the desk is.
struct NetworkTrust {
    private let context: NIOSSLContext
    private let fingerprints: Set<[UInt8]>
    /// Named in the handshake; an address is not.
    private let serverName: String?

    /// - Throws: `NetworkError.identity`, which names the file.
    init(_ options: NetworkTLS, host: String) throws(NetworkError) {
        var settings = TLSConfiguration.makeClientConfiguration()
        settings.minimumTLSVersion = .tlsv12
        // A server that is going down does not answer our goodbye.
        settings.shutdownTimeout = .seconds(1)
        if let file = options.authorities {
            do {
                settings.trustRoots = .certificates(try NIOSSLCertificate.fromPEMFile(file))
            } catch {
                throw .identity(file: file, reason: "cannot be read as certificates in PEM form (\(error))")
            }
        }
        if let certificate = options.certificate, let key = options.key {
            do {
                settings.certificateChain = try NIOSSLCertificate.fromPEMFile(certificate).map { .certificate($0) }
            } catch {
                throw .identity(file: certificate, reason: "cannot be read as certificates in PEM form (\(error))")
            }
            do {
                settings.privateKey = .privateKey(try NIOSSLPrivateKey(file: key, format: .pem))
            } catch {
                throw .identity(file: key, reason: "cannot be read as a key in PEM form (\(error))")
            }
        }
        fingerprints = Set(options.fingerprints.map { Self.bytes($0) })
        // A certificate that is known by its fingerprint may be for any name.
        if !fingerprints.isEmpty { settings.certificateVerification = .noHostnameVerification }
        do {
            context = try NIOSSLContext(configuration: settings)
        } catch {
            throw .identity(
                file: options.certificate ?? options.authorities ?? "the system's authorities",
                reason: "cannot be used (\(error))")
        }
        serverName = NetworkAddress(host) == nil ? host : nil
    }

    /// What speaks TLS on one connection.
    ///
    /// - Throws: Where the name of the host cannot be one in a certificate.
    func handler() throws -> NIOSSLClientHandler {
        guard !fingerprints.isEmpty else {
            return try NIOSSLClientHandler(context: context, serverHostname: serverName)
        }
        return try NIOSSLClientHandler(context: context, serverHostname: serverName) { [fingerprints] chain, promise in
            let der = (try? chain.first?.toDERBytes()) ?? []
            let isKnown = fingerprints.contains(Array(SHA256.hash(data: der)))
            promise.succeed(isKnown ? .certificateVerified : .failed)
        }
    }

    /// What went wrong with a connection, and what to do about it.
    static func words(_ error: any Error) -> String {
        let text = "\(error)"
        guard text.contains("CERTIFICATE_VERIFY_FAILED") || text.contains("failedToValidateHostname") else {
            return text
        }
        return "the server's certificate is not one that is believed here: see tls.ca and tls.fingerprints"
    }

    private static func bytes(_ hex: String) -> [UInt8] {
        let digits = hex.compactMap(\.hexDigitValue)
        return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }
}
