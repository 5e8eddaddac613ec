import ProgramKit

/// What happens between a desk and somebody on Matrix, with a name to tell it by.
struct Story: Sendable {
    let name: String
    let plan: MatrixScene.Plan
    let play: @Sendable (MatrixScene) throws -> Void

    init(
        _ name: String, _ plan: MatrixScene.Plan = MatrixScene.Plan(),
        play: @escaping @Sendable (MatrixScene) throws -> Void
    ) {
        (self.name, self.plan, self.play) = (name, plan, play)
    }

    /// What went wrong, with what desk and server have logged; nil where it ended well.
    fileprivate func complaint(on homeserver: Homeserver) async -> String? {
        do {
            try await onThread {
                let scene = try MatrixScene(plan, on: homeserver)
                do {
                    try play(scene)
                } catch {
                    throw Trouble(
                        """
                        \(error)
                        --- the desk's log
                        \(scene.desk.log.suffix(3000))
                        --- what it asked of the server
                        \(homeserver.requests(of: scene.support))
                        --- what the server complained about
                        \(Rapport.text(homeserver.folder + "/err").suffix(2000))
                        """)
                }
            }
            return nil
        } catch {
            return "\(name): \(error)"
        }
    }
}

/// Plays stories on one homeserver, some at once: most of each is waiting. All are played, whatever becomes of the others.
func play(_ stories: [Story], on host: Host = .shared, atOnce limit: Int = 4) async throws {
    let homeserver = try await onThread { try host.homeserver() }
    // It ends with its last user, and that is not whoever knows where it is.
    defer { withExtendedLifetime(host) {} }
    let complaints = await withTaskGroup(of: String?.self) { group in
        var complaints: [String] = []
        for (place, story) in stories.enumerated() {
            if place >= limit, let complaint = await group.next() ?? nil { complaints.append(complaint) }
            group.addTask { await story.complaint(on: homeserver) }
        }
        for await complaint in group { if let complaint { complaints.append(complaint) } }
        return complaints
    }
    guard complaints.isEmpty else { throw Trouble(complaints.joined(separator: "\n\n")) }
}
