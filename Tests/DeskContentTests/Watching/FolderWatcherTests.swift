#if os(Linux)
@testable import DeskContent
import Foundation
import Glibc
import Testing

/// A real folder and what editors, `git` and deployments do in one.
@Suite(.serialized, .timeLimit(.minutes(1))) struct FolderWatcherTests {
    private let place: WatchedPlace

    init() throws { place = try WatchedPlace() }

    /// Whether a change is told after this, and only once.
    private func isTold(_ body: @escaping @Sendable (WatchedPlace) throws -> Void) async throws {
        let place = place
        try await place.watching { changes in
            try body(place)
            try await changes.waits(for: 1)
            #expect(await changes.staysAt(1), "told once")
        }
    }

    /// Whether nothing is told after this.
    private func isNotTold(_ body: @escaping @Sendable (WatchedPlace) throws -> Void) async throws {
        let place = place
        try await place.watching { changes in
            try body(place)
            #expect(await changes.staysAt(0))
            // The silence was not deafness.
            try place.write("faqs/heard.md")
            try await changes.waits(for: 1)
        }
    }

    // MARK: Editors

    @Test func `a file that is written is told once`() async throws {
        try await isTold { try $0.write("faqs/a.md", "new") }
    }

    @Test func `an editor that writes twice is told once`() async throws {
        try await isTold { place in
            try place.write("faqs/a.md", "")
            usleep(30_000)
            try place.write("faqs/a.md", "new")
        }
    }

    @Test func `a file written beside and renamed over is told`() async throws {
        try await isTold { place in
            try place.write("faqs/.a.md.tmp", "new")
            try place.move("faqs/.a.md.tmp", to: "faqs/a.md")
        }
    }

    @Test func `a file that is deleted and made again is told`() async throws {
        try await isTold { place in
            try place.remove("faqs/a.md")
            try place.write("faqs/a.md", "new")
        }
    }

    @Test func `a backup by renaming, as vim makes it, is told`() async throws {
        try await isTold { place in
            try place.write("faqs/4913")
            try place.remove("faqs/4913")
            try place.move("faqs/a.md", to: "faqs/a.md~")
            try place.write("faqs/a.md", "new")
            try place.remove("faqs/a.md~")
        }
    }

    @Test func `what editors put beside a file is not told`() async throws {
        try await isNotTold { place in
            for name in ["4913", ".a.md.swp", "a.md~", "#a.md#", ".#other.md", "a.md.orig", "notes.txt"] {
                try place.write("faqs/" + name)
                try place.remove("faqs/" + name)
            }
            try place.link("faqs/.#a.md", to: "kim@host.1234")
        }
    }

    @Test func `what happens beside the content is not told`() async throws {
        try await isNotTold { place in
            try place.write("data/desk.sqlite")
            try place.write("README.md")
            try place.write("faqs/.git/HEAD.md")
        }
    }

    @Test func `a file is waited for while it is being written`() async throws {
        let place = place
        try await place.watching { changes in
            let file = open(place.path + "/faqs/slow.md", O_CREAT | O_WRONLY, 0o600)
            write(file, "half", 4)
            #expect(await changes.staysAt(0))
            close(file)
            try await changes.waits(for: 1)
        }
    }

    @Test func `whoever writes without end is heard all the same`() async throws {
        let place = place
        try await place.watching { changes in
            let end = ContinuousClock.now + .seconds(2)
            while ContinuousClock.now < end {
                try place.write("faqs/a.md", "\(ContinuousClock.now)")
                try await Task.sleep(for: .milliseconds(5))
            }
            let count = changes.count
            #expect((2...8).contains(count), "told \(count) times in 2 s")
        }
    }

    @Test func `a file that may not be read any more is told`() async throws {
        try await isTold { place in chmod(place.path + "/faqs/a.md", 0) }
    }

    // MARK: Folders

    @Test func `a new folder is watched, with what was in it before`() async throws {
        let place = place
        try await place.watching { changes in
            try place.write("faqs/new/deeper/a.md")
            try await changes.waits(for: 1)
            #expect(await changes.staysAt(1))
            try place.write("faqs/new/deeper/b.md")
            try await changes.waits(for: 2)
        }
    }

    @Test func `a folder moved in from elsewhere is watched`() async throws {
        let place = place
        try place.write("elsewhere/topic/a.md")
        try await place.watching { changes in
            try place.move("elsewhere/topic", to: "faqs/topic")
            try await changes.waits(for: 1)
            try place.write("faqs/topic/a.md", "new")
            try await changes.waits(for: 2)
        }
    }

    @Test func `a folder that has left is not watched any more`() async throws {
        let place = place
        try place.write("faqs/topic/a.md")
        try await place.watching { changes in
            try place.move("faqs/topic", to: "topic")
            try await changes.waits(for: 1)
            try place.write("topic/a.md", "new")
            #expect(await changes.staysAt(1))
        }
    }

    @Test func `a faqs folder that is moved away and back is found again`() async throws {
        let place = place
        try await place.watching { changes in
            try place.move("faqs", to: "away")
            try await changes.waits(for: 1)
            try place.move("away", to: "faqs")
            try await changes.waits(for: 2)
            try place.write("faqs/a.md", "new")
            try await changes.waits(for: 3)
        }
    }

    @Test func `a content folder that is replaced by another is found again`() async throws {
        let place = place
        let other = try WatchedPlace()
        try await place.watching { changes in
            try FileManager.default.moveItem(atPath: place.path, toPath: place.path + "-old")
            try await changes.waits(for: 1)
            try FileManager.default.copyItem(atPath: other.path, toPath: place.path)
            try await changes.waits(for: 2)
            try place.write("intents/b.md", "new")
            try await changes.waits(for: 3)
            try FileManager.default.removeItem(atPath: place.path + "-old")
        }
    }

    @Test func `a folder that is not there yet is found when it comes`() async throws {
        let place = try WatchedPlace(isEmpty: true)
        try await place.watching { changes in
            try place.write("faqs/a.md")
            try await changes.waits(for: 1)
            try place.write("faqs/a.md", "new")
            try await changes.waits(for: 2)
        }
    }

    // MARK: Links

    @Test func `a release swapped by its link is told, and the new one is watched`() async throws {
        let place = try WatchedPlace(isEmpty: true)
        try place.write("releases/1/a.md")
        try place.write("releases/2/a.md", "new")
        try place.link("faqs", to: "releases/1")
        try place.write("intents/b.md")
        try await place.watching { changes in
            try place.link("faqs.new", to: "releases/2")
            try place.move("faqs.new", to: "faqs")
            try await changes.waits(for: 1)
            try place.write("releases/2/a.md", "newer")
            try await changes.waits(for: 2)
            try place.write("releases/1/a.md", "of no concern")
            #expect(await changes.staysAt(2))
        }
    }

    /// `a.md -> ..data/a.md` and `..data -> ..2026`, where only the second is swapped.
    @Test func `files that are links through a hidden folder, as volumes of clusters are, are told`() async throws {
        let place = try WatchedPlace(isEmpty: true)
        for day in ["2026", "2027"] { try place.write("faqs/..\(day)/a.md", day) }
        try place.link("faqs/..data", to: "..2026")
        try place.link("faqs/a.md", to: "..data/a.md")
        try await place.watching { changes in
            try place.link("faqs/..data_tmp", to: "..2027")
            try place.move("faqs/..data_tmp", to: "faqs/..data")
            try await changes.waits(for: 1)
            try place.write("faqs/..2027/a.md", "newer")
            try await changes.waits(for: 2)
        }
    }

    @Test func `a content folder behind a link is watched, and so is the link`() async throws {
        let (one, two) = (try WatchedPlace(), try WatchedPlace())
        let holder = try WatchedPlace(isEmpty: true)
        try holder.link("current", to: one.path)
        try await holder.watching("current") { changes in
            try one.write("faqs/a.md", "new")
            try await changes.waits(for: 1)
            try holder.link("next", to: two.path)
            try holder.move("next", to: "current")
            try await changes.waits(for: 2)
            try two.write("faqs/a.md", "new")
            try await changes.waits(for: 3)
        }
    }

    @Test func `a ring of links hangs nobody`() async throws {
        let place = try WatchedPlace(isEmpty: true)
        try place.link("faqs", to: "other")
        try place.link("other", to: "faqs")
        try place.write("intents/a.md")
        try await place.watching { changes in
            try place.write("intents/a.md", "new")
            try await changes.waits(for: 1)
        }
    }

    // MARK: Limits

    @Test func `a limit of the system is told once, and what can be watched is`() async throws {
        let place = place
        for number in 0..<20 { try place.write("faqs/t\(number)/a.md") }
        let changes = Changes()
        let watcher = FolderWatcher(
            place.path, quiet: .milliseconds(50), patience: .milliseconds(200), mostWatches: 5)
        try await withThrowingTaskGroup { group in
            group.addTask { await watcher.run(changed: changes.add, trouble: changes.add) }
            try await changes.waits(for: 0)
            for number in 20..<25 { try place.write("faqs/t\(number)/a.md") }
            try await changes.waits(for: 1)
            group.cancelAll()
        }
        #expect(changes.troubles.count == 1)
        #expect(changes.troubles.first?.contains("max_user_watches") == true)
    }

    @Test func `when it ends nothing is left open`() async throws {
        let place = place
        for _ in 0..<20 {
            try await place.watching { changes in
                #expect(WatchedPlace.watched == [1, 4], "what holds the folder, the folder, and two in it")
                try place.write("faqs/a.md", "new")
                try await changes.waits(for: 1)
            }
            #expect(WatchedPlace.watched == [0, 0])
        }
    }

    @Test func `folders that come and go without end leave no watches behind`() async throws {
        let place = place
        try await place.watching { changes in
            for number in 0..<300 {
                let gone = number % 2 == 0 ? "away" : "faqs/.hidden"
                try place.write("faqs/topic/a.md")
                try place.move("faqs/topic", to: gone)
                try place.remove(gone)
            }
            try await changes.waits(for: 1)
            _ = await changes.staysAt(changes.count)
            #expect(WatchedPlace.watched == [1, 4])
        }
    }

    @Test func `10,000 saves in a row leave nothing behind`() async throws {
        let place = place
        try await place.watching { changes in
            let memory = WatchedPlace.residentKilobytes
            for number in 0..<10_000 { try place.save(number) }
            let told = changes.count
            try await changes.waits(for: told + 1)
            print(
                "10,000 saves: told \(changes.count) times; resident \(memory) KiB before, "
                    + "\(WatchedPlace.residentKilobytes) KiB after, with what other tests took meanwhile")
            #expect(WatchedPlace.watched == [1, 4])
        }
    }
}
#endif
