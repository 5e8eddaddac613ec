import DeskCore
@testable import DeskRuntime
import DeskStore
import Synchronization
import TestKit

/// A content folder that holds what the test says, and counts who looks.
final class FakeFolder: Sendable {
    private struct State {
        var holds: LoadedContent
        var loads = 0
        var learned: [Revision] = []
        var isLoading = false
        var loadedTwiceAtOnce = false
    }
    private let state: Mutex<State>
    /// What happens while somebody loads, or a reader learns.
    private let whileLoading: @Sendable (Int) async -> Void
    private let whileLearning: @Sendable (Revision) async -> Void

    init(
        _ content: Content = SampleContent.content, whileLoading: @escaping @Sendable (Int) async -> Void = { _ in },
        whileLearning: @escaping @Sendable (Revision) async -> Void = { _ in }
    ) {
        state = Mutex(State(holds: LoadedContent(content)))
        self.whileLoading = whileLoading
        self.whileLearning = whileLearning
    }

    var loads: Int { state.withLock { $0.loads } }
    /// Of which revisions a reader was made, in order.
    var learned: [Revision] { state.withLock { $0.learned } }
    var loadedTwiceAtOnce: Bool { state.withLock { $0.loadedTwiceAtOnce } }

    func hold(_ content: Content, errors: [String] = []) {
        state.withLock { $0.holds = LoadedContent(content, errors: errors) }
    }

    var source: ContentSource {
        ContentSource(
            load: {
                let (number, loaded) = self.state.withLock { state in
                    state.loadedTwiceAtOnce = state.loadedTwiceAtOnce || state.isLoading
                    state.isLoading = true
                    state.loads += 1
                    return (state.loads, state.holds)
                }
                await self.whileLoading(number)
                self.state.withLock { $0.isLoading = false }
                return loaded
            },
            reader: { content in
                await self.whileLearning(content.revision)
                self.state.withLock { $0.learned.append(content.revision) }
                return RoteReader(content)
            })
    }
}

extension SampleContent {
    /// The sample content with other words for the warranty.
    static func edited(_ number: Int) -> Content {
        let warranty = article(warranty, "How long is the warranty?", says: "\(number) months.")
        let others = content.entries.values.filter { $0.id != warranty.id }
        return Content(
            revision: Revision("edited-\(number)"), entries: others + [warranty], voice: content.voice)
    }
}

/// A keeper of a fake folder, and everything it wrote to the desk.
struct KeeperWorld {
    let folder: FakeFolder
    let mailbox = Mailbox()
    let keeper: ContentKeeper

    init(_ folder: FakeFolder = FakeFolder(), refused: LoadedContent? = nil) {
        self.folder = folder
        keeper = ContentKeeper(
            folder.source, mailbox: mailbox, live: SampleContent.content.revision, refused: refused, log: quiet)
    }

    /// Runs the keeper, and a desk that takes each letter, for as long as the body takes.
    func running(_ body: @escaping @Sendable (KeeperWorld, Letters) async -> Void) async {
        let letters = Letters()
        await withTaskGroup { group in
            group.addTask { await keeper.run() }
            group.addTask {
                while let taken = await mailbox.next(upTo: 1) {
                    for letter in taken {
                        letters.add(letter)
                        letter.answer(true)
                    }
                }
            }
            await body(self, letters)
            group.cancelAll()
        }
        // The desk's own end tells everybody who still waits.
        mailbox.abandon()
    }

    final class Letters: Sendable {
        private let taken = Mutex<[Mailbox.Letter]>([])
        func add(_ letter: Mailbox.Letter) { taken.withLock { $0.append(letter) } }
        var bodies: [Event.Body] { taken.withLock { $0.map(\.body) } }
        var last: Mailbox.Letter? { taken.withLock { $0.last } }
    }
}
