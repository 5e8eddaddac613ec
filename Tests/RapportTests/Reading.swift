import DeskCore
import DeskIRC
import Foundation

@testable import rapport

/// A folder of one test; gone when the test is over.
final class Folder: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("r-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    @discardableResult
    func write(_ name: String, _ bytes: Data) throws -> String {
        let file = path + "/" + name
        let folder = URL(fileURLWithPath: file).deletingLastPathComponent()
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try bytes.write(to: URL(fileURLWithPath: file))
        return file
    }

    @discardableResult
    func write(_ name: String, _ text: String) throws -> String { try write(name, Data(text.utf8)) }
}

/// What a configuration file of this text means.
func configuration(_ text: String, environment: [String: String] = [:]) throws -> Configuration {
    let folder = try Folder()
    return try ConfigurationFile.read(folder.write("c.yaml", text), environment: environment)
}

/// What is wrong with a configuration file of these bytes, a line each; the file is called `c.yaml`.
func problems(_ bytes: Data, environment: [String: String] = [:]) throws -> [String] {
    let folder = try Folder()
    let path = try folder.write("c.yaml", bytes)
    do {
        _ = try ConfigurationFile.read(path, environment: environment)
        return []
    } catch {
        return error.description.replacing(path, with: "c.yaml").split(separator: "\n").map(String.init)
    }
}

func problems(_ text: String, environment: [String: String] = [:]) throws -> [String] {
    try problems(Data(text.utf8), environment: environment)
}

/// Something that does not fit; nil where it does.
func unfit<Value>(_ read: () throws(UnfitValue) -> Value) -> String? {
    do {
        _ = try read()
        return nil
    } catch {
        return error.expected
    }
}
