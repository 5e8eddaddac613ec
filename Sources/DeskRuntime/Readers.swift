import DeskCore
import Synchronization

/// Reads turns in parallel, off the writer's path. What is unread survives a restart, since the open turn itself does.
final class Readers: Sendable {
    /// Conversations in which something is to be read, each once, and what that is.
    private let queue = WorkQueue<ConversationID>()
    private let turns = Mutex<[ConversationID: Turn]>([:])
    /// Who reads from now on. A turn that is being read is finished by whoever began it: its reading says so by its
    /// revision.
    private let reader: Mutex<any Reader>
    private let mailbox: Mailbox
    private let workers: Int
    private let executor: (any TaskExecutor)?
    private let figures: Figures

    /// - Parameter executor: Where readings are made; none for where everything else is.
    init(
        reader: any Reader, mailbox: Mailbox, workers: Int, executor: (any TaskExecutor)? = nil,
        figures: Figures = Figures()
    ) {
        self.reader = Mutex(reader)
        self.mailbox = mailbox
        self.workers = workers
        self.executor = executor
        self.figures = figures
    }

    /// How many turns wait for somebody to read them.
    var unread: Int { queue.count }

    /// The content that turns are read with now.
    var revision: Revision { reader.withLock(\.revision) }

    /// From the return of this call on, turns that are taken up are read by this one.
    func change(to reader: any Reader) { self.reader.withLock { $0 = reader } }

    /// A turn that has grown takes the place in line of what it grew from, which nobody would act on: so the line is as long
    /// as there are open conversations, and whoever writes many lines has one of them read.
    func add(_ turn: Turn) {
        let id = turn.id.conversation
        if turns.withLock({ $0.updateValue(turn, forKey: id) }) == nil { queue.add(id) }
    }

    /// The reading where it takes next to no time; else the turn is taken up, and the reading comes through the mailbox.
    func read(_ turn: Turn) -> Reading? {
        let (begun, reader) = (ContinuousClock.now, reader.withLock { $0 })
        if let reading = reader.readAtOnce(turn) {
            figures.read(after: .now - begun)
            _ = turns.withLock { $0.removeValue(forKey: turn.id.conversation) }
            return reading
        }
        add(turn)
        return nil
    }

    func run() async {
        await withDiscardingTaskGroup { group in
            for _ in 0..<self.workers {
                group.addTask(executorPreference: self.executor) {
                    while let id = await self.queue.next() {
                        guard let turn = self.turns.withLock({ $0.removeValue(forKey: id) }) else { continue }
                        let reader = self.reader.withLock { $0 }
                        let begun = ContinuousClock.now
                        let reading = reader.read(turn)
                        self.figures.read(after: .now - begun)
                        self.mailbox.post(.turnRead(turn.id, reading))
                    }
                }
            }
        }
    }
}
