import Foundation
package import Glibc

/// Something that stops a scenario, in words.
package struct Trouble: Error, CustomStringConvertible {
    package let description: String
    package init(_ description: String) { self.description = description }
}

/// A process started here, ended here. Bounded: whoever waits for it says for how long.
package final class Program {
    package let pid: pid_t
    private var status: Int32?

    package struct Files {
        package var input: Int32
        package var output: Int32
        package var errors: Int32

        package init(input: Int32, output: Int32, errors: Int32) {
            (self.input, self.output, self.errors) = (input, output, errors)
        }
    }

    /// The environment goes on without `RAPPORT_…`: these are this test's settings, and the program refuses unknown
    /// ones.
    package init(_ path: String, _ arguments: [String], _ files: Files) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, files.input, 0)
        posix_spawn_file_actions_adddup2(&actions, files.output, 1)
        posix_spawn_file_actions_adddup2(&actions, files.errors, 2)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // Threads of tests take no signals, and what they start would not take any, either.
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        let environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("RAPPORT_") }
        var argv = ([path] + arguments).map { strdup($0) } + [nil]
        var envp = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { (argv + envp).forEach { free($0) } }
        var pid: pid_t = 0
        let code = posix_spawn(&pid, path, &actions, &attributes, &argv, &envp)
        guard code == 0 else { throw Trouble("cannot start \(path): \(String(cString: strerror(code)))") }
        self.pid = pid
    }

    deinit {
        if !hasEnded {
            signal(SIGKILL)
            _ = end(within: 10)
        }
    }

    /// The exit status, or minus the signal; nil while it runs.
    package var exit: Int32? {
        if let status { return status }
        var raw: Int32 = 0
        guard waitpid(pid, &raw, WNOHANG) == pid else { return nil }
        status = raw & 0x7F == 0 ? (raw >> 8) & 0xFF : -(raw & 0x7F)
        return status
    }
    package var hasEnded: Bool { exit != nil }

    /// Only while it was not waited for, so the number is still this program's own.
    package func signal(_ number: Int32) { if !hasEnded { kill(pid, number) } }

    /// What `exit` is by then.
    package func end(within seconds: Double) -> Int32? {
        eventually(within: seconds) { self.exit }
    }
}

extension Program {
    package struct Answer: Sendable {
        package let status: Int32
        package let output: String
        package let errors: String
    }

    /// Runs one command to its end.
    ///
    /// - Parameter meanwhile: Called while it runs.
    package static func run(
        _ command: [String], input: String = "", within seconds: Double = 60, meanwhile: () throws -> Void = {}
    ) throws -> Answer {
        let folder = try Folder()
        try folder.write(input, to: "in")
        let files = try Files(
            input: open(folder.path + "/in", O_RDONLY | O_CLOEXEC), output: Rapport.create(folder.path + "/out"),
            errors: Rapport.create(folder.path + "/err"))
        defer { for file in [files.input, files.output, files.errors] { close(file) } }
        let program = try Program(command[0], Array(command.dropFirst()), files)
        try meanwhile()
        guard let status = program.end(within: seconds) else {
            throw Trouble("\(command.joined(separator: " ")) took more than \(seconds) s")
        }
        return Answer(
            status: status, output: Rapport.text(folder.path + "/out"), errors: Rapport.text(folder.path + "/err"))
    }
}
