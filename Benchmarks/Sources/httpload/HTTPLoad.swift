import Foundation

/// Drives the HTTP client against a server in this process: `figures` prints what it takes, `trouble` is for the sanitizers.
@main enum HTTPLoad {
    static func main() async throws {
        let words = CommandLine.arguments.dropFirst()
        let requests = words.dropFirst().first.flatMap { Int($0) } ?? 20_000
        let server = try PollServer()
        defer { server.stop() }
        switch words.first {
        case "figures": try await Figures(server: server).run(requests: requests)
        case "trouble": try await Trouble(server: server).run(requests: requests)
        default:
            FileHandle.standardError.write(Data("httpload figures|trouble [requests]\n".utf8))
            exit(64)
        }
    }
}
