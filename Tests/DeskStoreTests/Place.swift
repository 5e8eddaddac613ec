import DeskCore
import DeskStore
import Foundation
import TestKit

/// The stores that keep the contract.
enum Kind: String, CaseIterable, Sendable {
    case inMemory, sqlite
}

/// Where one test stores things; gone when the test is over.
final class Place: Sendable {
    let folder: String
    private let kind: Kind
    private let memory = InMemoryStore()

    init(_ kind: Kind = .sqlite) throws {
        self.kind = kind
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("desk-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    var path: String { DataFolder.database(in: folder) }

    func open() throws -> any Store & Archive {
        switch kind {
        case .inMemory: memory
        case .sqlite: try SQLiteStore(path: path)
        }
    }

    var contract: StoreContract { StoreContract { try self.open() } }
}
