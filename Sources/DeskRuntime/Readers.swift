import DeskCore

/// Reads turns in parallel, off the writer's path. What is unread survives a restart, since the open turn itself does.
struct Readers: Sendable {
    private let queue = WorkQueue<Turn>()
    private let reader: any Reader
    private let mailbox: Mailbox
    private let workers: Int

    init(reader: any Reader, mailbox: Mailbox, workers: Int) {
        self.reader = reader
        self.mailbox = mailbox
        self.workers = workers
    }

    /// At most one turn a conversation is open, so the queue is as long as there are open conversations at most.
    func read(_ turn: Turn) { queue.add(turn) }

    func run() async {
        await withDiscardingTaskGroup { group in
            for _ in 0..<workers {
                group.addTask {
                    while let turn = await queue.next() {
                        mailbox.post(.turnRead(turn.id, reader.read(turn)))
                    }
                }
            }
        }
    }
}
