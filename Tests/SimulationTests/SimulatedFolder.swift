import DeskCore
import DeskRuntime
import Synchronization
import TestKit

/// The content folder of the simulated world. It outlives the desk's processes, and writers save into it, also nonsense.
final class SimulatedFolder: Sendable {
    /// What writers save: both articles, one or the other, with other words each time.
    static let states: [Content] =
        [SampleContent.content]
        + [[SampleContent.warranty], [SampleContent.pairing], [SampleContent.warranty, SampleContent.pairing]]
        .enumerated().map { number, ids in state(number + 2, ids) }

    static func state(_ revision: Revision) -> Content? { states.first { $0.revision == revision } }

    private static func state(_ number: Int, _ ids: [ContentID]) -> Content {
        let articles = ids.map { SampleContent.article($0, "About \($0)?", says: "\($0) by sample-\(number).") }
        let intents = SampleContent.content.entries.values.filter { $0.action != nil }.sorted { $0.id < $1.id }
        return Content(
            revision: Revision("sample-\(number)"), entries: articles + intents, voice: SampleContent.content.voice)
    }

    private struct State {
        var random: SplitMix64
        var holds = LoadedContent(SimulatedFolder.states[0])
        var saves = 0
    }
    private let state: Mutex<State>
    private let clock: ManualClock
    private let sabotage: World.Sabotage

    init(seed: UInt64, clock: ManualClock, sabotage: World.Sabotage) {
        state = Mutex(State(random: SplitMix64(seed: seed)))
        self.clock = clock
        self.sabotage = sabotage
    }

    var holds: LoadedContent { state.withLock { $0.holds } }

    /// What a process sees of the folder. Loading and learning take time, in which others save.
    ///
    /// - Parameter saves: How often writers save while the process lives; the last time they save nothing broken.
    func source(saves: Int) -> ContentSource {
        ContentSource(
            load: {
                let loaded = self.holds
                await self.wait(below: 60)
                return self.sabotage.contentKeepsItsName ? Self.edited(loaded) : loaded
            },
            reader: { content in
                await self.wait(below: 300)
                return RoteReader(
                    self.sabotage.readerIsOfOtherContent ? self.other(than: content) : content, isQuick: true)
            },
            watch: { changed in
                for number in 0..<saves {
                    await self.wait(below: 2500)
                    if Task.isCancelled { return }
                    self.save(mayBreak: number < saves - 1)
                    changed()
                }
            })
    }

    private func wait(below limit: Int) async {
        let wait = state.withLock { $0.random.below(limit) }
        try? await clock.sleep(for: .milliseconds(wait))
    }

    private func save(mayBreak: Bool) {
        state.withLock { state in
            state.saves += 1
            let content = Self.states[state.random.below(Self.states.count)]
            let broken = Content(revision: Revision("broken-\(state.saves)"), entries: [], voice: [:])
            let isBroken = state.random.once(in: 4) && mayBreak
            state.holds =
                isBroken ? LoadedContent(broken, errors: ["faqs/a.md:1:1: error"]) : LoadedContent(content)
        }
    }

    private func other(than content: Content) -> Content {
        let index = Self.states.firstIndex { $0.revision == content.revision } ?? 0
        return Self.states[(index + 1) % Self.states.count]
    }

    /// Other words under the same name.
    private static func edited(_ loaded: LoadedContent) -> LoadedContent {
        let entries = loaded.content.entries.values.map { entry in
            entry.action == nil ? SampleContent.article(entry.id, "\(entry.id)?", says: "Edited.") : entry
        }
        let content = Content(
            revision: loaded.content.revision, entries: entries, voice: loaded.content.voice)
        return LoadedContent(content, errors: loaded.errors)
    }
}
