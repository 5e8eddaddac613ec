import Crypto
import DeskCore
import Foundation

/// Keeps the files that agents asked for, each under the arrival that brought it, so that it goes when that is taken back.
struct FileShelf: Sendable {
    /// In bytes; longer files are not fetched.
    static let most = 25_000_000
    private static let longestName = 100
    let gateways: [GatewayID: any Gateway]
    /// None where this desk keeps no files.
    let folder: String?

    /// From the network where it was sent to this machine, readable by the desk's user alone.
    func fetch(_ arrival: ArrivalID, sentIn room: Address) async throws(FileError) -> FetchedFile {
        guard let folder, let gateway = gateways[room.gateway] else {
            throw FileError(reason: "this desk has no folder for files")
        }
        let file = try await gateway.fetch(arrival, in: room, most: Self.most)
        let place = folder + "/" + Self.name(of: arrival)
        let name = Self.safe(file.name)
        do {
            try FileManager.default.createDirectory(
                atPath: place, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            try Data(file.bytes).write(to: URL(fileURLWithPath: place + "/" + name), options: .atomic)
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: place + "/" + name)
        } catch {
            throw FileError(reason: "it cannot be kept in \(place): \(error.localizedDescription)")
        }
        return FetchedFile(name: name, type: file.type, bytes: file.bytes.count, path: place + "/" + name)
    }

    func erase(_ arrival: ArrivalID) throws {
        guard let folder else { return }
        let place = folder + "/" + Self.name(of: arrival)
        if FileManager.default.fileExists(atPath: place) { try FileManager.default.removeItem(atPath: place) }
    }

    /// Ids are a network's, and no names of files.
    private static func name(of arrival: ArrivalID) -> String {
        SHA256.hash(data: Data(arrival.rawValue.utf8)).prefix(8).map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }

    /// The last part of what its sender calls it, without what a shell or a file system would take for something else.
    static func safe(_ name: String) -> String {
        let last = name.split { $0 == "/" || $0 == "\\" }.last.map(String.init) ?? ""
        var safe = ""
        for scalar in last.unicodeScalars {
            let isPlain =
                scalar.properties.isAlphabetic || scalar.properties.numericType != nil
                || "-_. ".unicodeScalars.contains(scalar)
            safe.unicodeScalars.append(isPlain ? scalar : "_")
        }
        while safe.hasPrefix(".") || safe.hasPrefix("-") || safe.hasPrefix(" ") { safe.removeFirst() }
        // Its end says what it is.
        while safe.utf8.count > longestName { safe.removeFirst() }
        return safe.isEmpty ? "file" : safe
    }
}
