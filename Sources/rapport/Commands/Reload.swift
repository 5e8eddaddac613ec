import ArgumentParser
import DeskControl
import DeskRuntime
import DeskStore

struct Reload: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Has the running desk look at the content folder now.",
        discussion: """
            On Linux a running desk sees by itself when something is saved; elsewhere, and where the system lets it watch no \
            more folders, this tells it. Content with errors never goes live: the errors are shown, and the exit status \
            is 1.
            """)
    /// The most errors sent over the socket; `rapport check` shows all.
    static let mostErrors = 20

    @OptionGroup var data: LoginDataOptions

    func run() async throws {
        let folder = try data.folder()
        guard DataFolder.isInUse(folder) else {
            throw Complaint(
                "no desk runs on \(folder): the content is read when one starts. `rapport check` looks at it now")
        }
        switch try await Letters.ask(.reload, data: folder) {
        case .live(let revision, let articles, let intents):
            say("live: revision \(revision), \(articles) articles, \(intents) intents")
        case .contentRefused(let errors, let count):
            for error in errors { say(error) }
            if count > errors.count { say("\(count - errors.count) errors more: `rapport check` shows them all") }
            complain("not live: \(count == 1 ? "an error" : "\(count) errors"). The desk goes on with what it had.")
            throw ExitCode(1)
        case .done, .refused, .said:
            throw Complaint("the desk answered something else: is it of another version?")
        }
    }

    /// What the desk says to whoever asked.
    static func reply(to report: ReloadReport) -> ControlReply {
        switch report {
        case .live(let revision, let articles, let intents): .live(revision, articles: articles, intents: intents)
        case .refused(let errors): .contentRefused(errors: Array(errors.prefix(mostErrors)), count: errors.count)
        case .stopping: .refused("the desk is stopping; try again when it runs")
        }
    }
}
