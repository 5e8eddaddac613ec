/// From a request to its answer, by way of what is to go wrong.
extension ScriptedHomeserver {
    func answer(_ request: HomeserverRequest) async -> HomeserverAnswer {
        guard let rule = hear(request) else { return await act(request) }
        switch rule.fault {
        case .status(let status, let code):
            return HomeserverAnswer(HomeserverRefusal(status: status, code: code, message: "as the test wants it"))
        case .limited(let wait): return HomeserverAnswer(.limited(wait))
        case .page(let status):
            let body = "<html><body><h1>\(status)</h1><p>The server is having a rest.</p></body></html>"
            return HomeserverAnswer(status: status, type: "text/html", body: body)
        case .garbage:
            _ = await act(request)
            return HomeserverAnswer(status: 200, body: "{\"next_batch\": ")
        case .half: return await act(request).told(.half)
        case .loseAnswer: return await act(request).told(.nothing)
        case .loseRequest: return HomeserverAnswer([:]).told(.nothing)
        case .hang(let time):
            await rule.hang(for: time)
            return await act(request)
        case .setBack(let count): return await act(request, setBack: count)
        case .expireTokens, .revokeTokens:
            if let user = try? change({ world in try world.sessions.user(of: request.token ?? "").user }) {
                let user = HomeserverUser(server: self, id: user)
                if case .expireTokens = rule.fault { user.expireTokens() } else { user.revokeTokens() }
            }
            return await act(request)
        }
    }

    private func act(_ request: HomeserverRequest, setBack: Int = 0) async -> HomeserverAnswer {
        do throws(HomeserverRefusal) {
            let segments = request.segments
            switch segments.joined(separator: "/") {
            case "_matrix/client/versions": return HomeserverAnswer(look { $0.versions() })
            case ".well-known/matrix/client": return wellKnown()
            default: break
            }
            if segments.contains("media") { return try media(request) }
            guard segments.count > 3, segments.starts(with: ["_matrix", "client"]),
                ["v3", "r0", "v1"].contains(segments[2])
            else { throw .unrecognized }
            let rest = Array(segments.dropFirst(3))
            if request.method == "GET", rest == ["sync"] { return try await sync(request, setBack) }
            if rest.first == "appservice", rest.last == "ping" { return try await ping(request) }
            let found = HomeserverRoute.all.filter { $0.parameters(rest) != nil }
            guard let route = found.first(where: { $0.method == request.method }) else {
                guard found.isEmpty else {
                    throw HomeserverRefusal(status: 405, code: "M_UNRECOGNIZED", message: "not with this method")
                }
                throw .unrecognized
            }
            guard request.bytes.isEmpty || request.body.isObject else {
                throw HomeserverRefusal(status: 400, code: "M_NOT_JSON", message: "the body is no object")
            }
            return HomeserverAnswer(
                try change { world throws(HomeserverRefusal) in
                    var call = HomeserverCall(request: request, parameters: route.parameters(rest) ?? [:])
                    if route.needsToken { try Self.authenticate(&call, &world) }
                    return try route.handler(&world, call)
                })
        } catch {
            return HomeserverAnswer(error)
        }
    }

    private static func authenticate(
        _ call: inout HomeserverCall, _ world: inout HomeserverWorld
    ) throws(HomeserverRefusal) {
        guard let token = call.request.token else { throw .noToken }
        if let service = world.settings.service, token == service.serviceToken {
            return try world.authenticate(&call, service)
        }
        (call.user, call.device) = try world.sessions.user(of: token)
    }

    /// Section "Content repository".
    private func media(_ request: HomeserverRequest) throws(HomeserverRefusal) -> HomeserverAnswer {
        try change { world throws(HomeserverRefusal) in
            var call = HomeserverCall(request: request, parameters: [:])
            let (segments, isOfLate) = (request.segments, world.settings.hasMediaOfLate)
            switch (request.method, segments.count) {
            case ("POST", 4) where segments.starts(with: ["_matrix", "media", "v3", "upload"]):
                try Self.authenticate(&call, &world)
                guard request.bytes.count <= world.settings.mostUpload else {
                    throw HomeserverRefusal(status: 413, code: "M_TOO_LARGE", message: "too large")
                }
                let id = "media\(world.media.count + 1)"
                world.media[id] = (request.headers["content-type"] ?? "", Array(request.bytes))
                return HomeserverAnswer(["content_uri": .string("mxc://\(world.serverName)/\(id)")])
            case ("GET", 7) where segments.starts(with: ["_matrix", "client", "v1", "media", "download"]) && isOfLate:
                try Self.authenticate(&call, &world)
            case ("GET", 6) where segments.starts(with: ["_matrix", "media", "v3", "download"]) && !isOfLate: break
            default: throw .unrecognized
            }
            guard let file = world.media[segments.last ?? ""] else { throw .notFound("no such file") }
            return HomeserverAnswer(file.bytes, type: file.type)
        }
    }

    /// Section "Well-known URIs".
    private func wellKnown() -> HomeserverAnswer {
        switch look(\.settings.wellKnown) {
        case .own: HomeserverAnswer(["m.homeserver": ["base_url": .string(url)]])
        case .missing: HomeserverAnswer(status: 404, type: "text/html", body: "<h1>Not here</h1>")
        case .says(let body, let status): HomeserverAnswer(status: status, body: body)
        }
    }

    /// Waits, where there is nothing to tell, for as long as `timeout` allows. Section "Syncing".
    private func sync(_ request: HomeserverRequest, _ setBack: Int) async throws(HomeserverRefusal) -> HomeserverAnswer
    {
        var call = HomeserverCall(request: request, parameters: [:])
        try change { world throws(HomeserverRefusal) in try Self.authenticate(&call, &world) }
        let asked = call
        let end = ContinuousClock.now + .milliseconds(call.query["timeout"].flatMap { Int($0) } ?? 0)
        let (ticket, changes) = watch()
        defer { endWatch(ticket) }
        while true {
            let answer = try look { world throws(HomeserverRefusal) in try world.sync(asked, setBack: setBack) }
            guard answer.isEmpty, ContinuousClock.now < end, !Task.isCancelled else {
                return HomeserverAnswer(answer.node)
            }
            await withTaskGroup { group in
                group.addTask { for await _ in changes { return } }
                group.addTask { try? await Task.sleep(until: end, clock: .continuous) }
                await group.next()
                group.cancelAll()
            }
        }
    }
}

extension HomeserverAnswer {
    fileprivate func told(_ extent: Extent) -> Self {
        var answer = self
        answer.extent = extent
        return answer
    }
}
