import ProgramKit

/// A desk for one test, with folders of its own.
struct House {
    let place: Folder
    let log: Folder
    let content: String
    var data: String { place.path + "/data" }

    init(content: Folder? = nil) throws {
        (place, log) = (try Folder(), try Folder())
        self.content = content?.path ?? Rapport.repository
    }

    func open(wrapper: [String] = [], options: [String] = []) throws -> RunningDesk {
        try RunningDesk(content: content, data: data, log: log, wrapper: wrapper, options: options)
    }

    func add(_ role: String, _ name: String, password: String = "correct-horse") throws {
        try Rapport.must([role, "add", name, "--password-stdin", "--data", data], input: password + "\n")
    }
}
