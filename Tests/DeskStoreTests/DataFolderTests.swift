import DeskStore
import Foundation
import Testing

@Suite struct DataFolderTests {
    @Test func `a second desk on the same folder is refused and told what to do`() throws {
        let place = try Place()
        let first = try DataFolder(path: place.folder)
        #expect(DataFolder.isInUse(place.folder))
        #expect {
            _ = try DataFolder(path: place.folder)
        } throws: { error in
            let text = (error as? DataFolder.Refusal)?.description ?? ""
            return text.contains(place.folder) && text.contains("Stop it first") && text.contains("--data")
        }
        withExtendedLifetime(first) {}
    }

    @Test func `a folder is free again when its desk is gone`() throws {
        let place = try Place()
        do {
            let first = try DataFolder(path: place.folder)
            withExtendedLifetime(first) {}
        }
        #expect(!DataFolder.isInUse(place.folder))
        _ = try DataFolder(path: place.folder)
    }

    @Test func `a folder is made with all above it, for its owner alone`() throws {
        let place = try Place()
        let path = place.folder + "/a/b"
        let folder = try DataFolder(path: path)
        #expect(folder.path == path)
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o700)
    }

    @Test func `a folder that cannot be made is told`() throws {
        #expect {
            _ = try DataFolder(path: "/dev/null/desk")
        } throws: { error in
            (error as? DataFolder.Refusal)?.description.contains("/dev/null/desk") == true
        }
        #expect(!DataFolder.isInUse("/nowhere/at/all"))
    }

    @Test func `looking whether a folder is in use does not take it`() throws {
        let place = try Place()
        _ = try DataFolder(path: place.folder)
        #expect(!DataFolder.isInUse(place.folder))
        #expect(!DataFolder.isInUse(place.folder))
        let folder = try DataFolder(path: place.folder)
        withExtendedLifetime(folder) {}
    }
}
