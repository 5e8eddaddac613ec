import DeskCore
import Synchronization

/// Reads turns in parallel, off the writer's path. What is unread survives a restart, since the open turn itself does.
final class Readers: Sendable {
    private let queue = WorkQueue<Turn>()
    /// Who reads from now on. A turn that is being read is finished by whoever began it: its reading says so by its
    /// revision.
    private let reader: Mutex<any Reader>
    private let mailbox: Mailbox
    private let workers: Int
    private let figures: Figures

    init(reader: any Reader, mailbox: Mailbox, workers: Int, figures: Figures = Figures()) {
        self.reader = Mutex(reader)
        self.mailbox = mailbox
        self.workers = workers
        self.figures = figures
    }

    /// How many turns wait for somebody to read them.
    var unread: Int { queue.count }

    /// The content that turns are read with now.
    var revision: Revision { reader.withLock(\.revision) }

    /// From the return of this call on, turns that are taken up are read by this one.
    func change(to reader: any Reader) { self.reader.withLock { $0 = reader } }

    /// At most one turn a conversation is open, so the queue is as long as there are open conversations at most.
    func read(_ turn: Turn) { queue.add(turn) }

    func run() async {
        await withDiscardingTaskGroup { group in
            for _ in 0..<self.workers {
                group.addTask {
                    while let turn = await self.queue.next() {
                        let reader = self.reader.withLock { $0 }
                        let reading = self.figures.reading { reader.read(turn) }
                        self.mailbox.post(.turnRead(turn.id, reading))
                    }
                }
            }
        }
    }
}
