import Crypto
import Foundation
import NIOSSL
import SwiftASN1
import X509

/// The certificate and key that the gateway shows to clients over TLS.
struct ServerIdentity {
    let context: NIOSSLContext
    /// SHA-256 of the certificate, as clients show it: `AB:CD:…`.
    let fingerprint: String
    /// The desk made it itself: clients cannot check it but by the fingerprint.
    let isSelfSigned: Bool

    /// From the files that are named; without any, from the gateway's own in `folder`, which are made where they are not
    /// there.
    ///
    /// - Throws: `ListenerError.identity`, which names the file.
    init(_ options: ListenerTLS, name: String, gateway: String) throws(ListenerError) {
        isSelfSigned = options.certificate == nil
        let certificate = options.certificate ?? options.folder + "/\(gateway).crt"
        let key = options.key ?? options.folder + "/\(gateway).key"
        if isSelfSigned { try Self.makeIfMissing(name: name, folder: options.folder, certificate, key) }
        let chain: [NIOSSLCertificate]
        do {
            chain = try NIOSSLCertificate.fromPEMFile(certificate)
        } catch {
            throw .identity(file: certificate, reason: "cannot be read as certificates in PEM form (\(error))")
        }
        guard let first = chain.first, let der = try? first.toDERBytes() else {
            throw .identity(file: certificate, reason: "holds no certificate")
        }
        do {
            let key = try NIOSSLPrivateKey(file: key, format: .pem)
            var settings = TLSConfiguration.makeServerConfiguration(
                certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
            settings.minimumTLSVersion = .tlsv12
            context = try NIOSSLContext(configuration: settings)
        } catch {
            throw .identity(file: key, reason: "cannot be used as the key of \(certificate) (\(error))")
        }
        fingerprint = SHA256.hash(data: der).map { byte in
            let hex = String(byte, radix: 16, uppercase: true)
            return hex.count == 1 ? "0" + hex : hex
        }.joined(separator: ":")
    }

    private static func makeIfMissing(
        name: String, folder: String, _ certificate: String, _ key: String
    ) throws(ListenerError) {
        let files = FileManager.default
        guard !files.fileExists(atPath: certificate) else { return }
        do {
            try files.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            let (certificatePEM, keyPEM) = try selfSigned(name: name)
            try write(keyPEM, to: key, mode: 0o600)
            try write(certificatePEM, to: certificate, mode: 0o644)
        } catch {
            throw .identity(file: certificate, reason: "cannot be made (\(error))")
        }
    }

    /// Aside first, so that nobody ever reads half of one.
    private static func write(_ text: String, to path: String, mode: Int) throws {
        let aside = path + ".new"
        let isMade = FileManager.default.createFile(
            atPath: aside, contents: Data(text.utf8), attributes: [.posixPermissions: mode])
        guard isMade else { throw CocoaError(.fileWriteUnknown) }
        guard rename(aside, path) == 0 else { throw CocoaError(.fileWriteUnknown) }
    }

    /// For ten years: whoever trusts it does so by its fingerprint, and should not have to do it again.
    static func selfSigned(name: String) throws -> (certificate: String, key: String) {
        let key = P256.Signing.PrivateKey()
        let subject = try DistinguishedName { CommonName(name) }
        let certificate = try Certificate(
            version: .v3, serialNumber: Certificate.SerialNumber(),
            publicKey: .init(key.publicKey), notValidBefore: Date(timeIntervalSinceNow: -3600),
            notValidAfter: Date(timeIntervalSinceNow: 10 * 365.25 * 86_400), issuer: subject, subject: subject,
            signatureAlgorithm: .ecdsaWithSHA256,
            extensions: Certificate.Extensions {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: 0))
                // Clients compare what was typed to connect.
                SubjectAlternativeNames(
                    [.dnsName(name), .dnsName("localhost")]
                        + [[127, 0, 0, 1], [UInt8](repeating: 0, count: 15) + [1]].map { bytes in
                            .ipAddress(ASN1OctetString(contentBytes: bytes[...]))
                        })
            }, issuerPrivateKey: .init(key))
        return (try certificate.serializeAsPEM().pemString, key.pemRepresentation)
    }
}
