import CurlHTTP
import Synchronization

/// An application service as the homeserver knows it. Section "Registration" of the application service API.
struct HomeserverService: Sendable, Equatable {
    var id = "rapport"
    /// Where it listens; it is not asked where nil.
    var url: String?
    var serviceToken = "as-token"
    var homeserverToken = "hs-token"
    var sender = "support"
    var prefix = "rapport_"

    func holds(_ localpart: String) -> Bool { localpart == sender || localpart.hasPrefix(prefix) }
}

extension HomeserverWorld {
    /// Whom it speaks as. Section "Identity assertion".
    func authenticate(_ call: inout HomeserverCall, _ service: HomeserverService) throws(HomeserverRefusal) {
        let sender = "@\(service.sender):\(serverName)"
        call.user = call.query["user_id"] ?? sender
        let localpart = call.user.dropFirst().prefix { $0 != ":" }
        guard service.holds(String(localpart)) else { throw .forbidden("not of its namespace: \(call.user)") }
        guard call.user == sender || accounts[call.user] != nil else {
            throw .forbidden("not registered: \(call.user)")
        }
        guard let device = call.query["device_id"] else { return }
        guard sessions.devices[call.user]?.contains(device) == true else {
            throw HomeserverRefusal(status: 400, code: "M_UNKNOWN_DEVICE", message: "no device \(device)")
        }
        call.device = device
    }

    private func service(of call: HomeserverCall) throws(HomeserverRefusal) {
        guard let service = settings.service, call.request.token == service.serviceToken else {
            throw .unknownToken(isSoft: false)
        }
    }

    /// `POST /register`. Section "Server admin style permissions".
    mutating func register(_ call: HomeserverCall) throws(HomeserverRefusal) -> JSONNode {
        try service(of: call)
        guard let name = call.body["username"]?.string, settings.service?.holds(name) == true else {
            throw HomeserverRefusal(status: 400, code: "M_EXCLUSIVE", message: "not of its namespace")
        }
        let user = "@\(name):\(serverName)"
        guard accounts[user] == nil else {
            throw HomeserverRefusal(status: 400, code: "M_USER_IN_USE", message: "there already")
        }
        accounts[user] = Account(password: "")
        guard call.body["inhibit_login"]?.bool != true else { return ["user_id": .string(user)] }
        let login = sessions.logIn(user, device: call.body["device_id"]?.string, refreshes: false, lifetime: nil)
        return ["user_id": .string(user), "access_token": .string(login.tokens.access)]
    }

    /// `POST /login` of type `m.login.application_service`.
    mutating func serviceLogIn(_ call: HomeserverCall) throws(HomeserverRefusal) -> JSONNode {
        try service(of: call)
        let named = call.body.at("identifier", "user")?.string ?? ""
        let user = named.hasPrefix("@") ? named : "@\(named):\(serverName)"
        guard accounts[user] != nil else { throw .forbidden("nobody") }
        let login = sessions.logIn(user, device: call.body["device_id"]?.string, refreshes: false, lifetime: nil)
        return ["user_id": .string(user), "access_token": .string(login.tokens.access)]
    }
}

extension ScriptedHomeserver {
    /// `POST /_matrix/client/v1/appservice/{id}/ping`. Section "Pinging".
    func ping(_ request: HomeserverRequest) async throws(HomeserverRefusal) -> HomeserverAnswer {
        guard let service = look(\.settings.service), request.token == service.serviceToken else {
            throw .unknownToken(isSoft: false)
        }
        guard request.path.contains("/\(service.id)/") else { throw .forbidden("another service") }
        guard let url = service.url else {
            throw HomeserverRefusal(status: 400, code: "M_URL_NOT_SET", message: "no url")
        }
        let answer = await Self.tell(
            "POST", "\(url)/_matrix/app/v1/ping", service.homeserverToken, request.body.text)
        guard answer == 200 else {
            throw HomeserverRefusal(status: 502, code: "M_BAD_STATUS", message: "it answers \(answer ?? 0)")
        }
        return HomeserverAnswer(["duration_ms": 1])
    }

    /// - Returns: The status, nil where there was no answer.
    static func tell(_ method: String, _ url: String, _ token: String?, _ body: String) async -> Int? {
        let http = HTTPClient(HTTPOptions(userAgent: "homeserver"))
        defer { http.close() }
        let headers = token.map { [("Authorization", "Bearer \($0)")] } ?? []
        let request = HTTPRequest(method, url, headers: headers, body: Array(body.utf8))
        return try? await http.send(request).status
    }

    /// Tells the service of everything that happens, in order, each transaction again and again until it has it. Section
    /// "Pushing events".
    ///
    /// - Parameter tell: Sends a transaction to the service, and tells whether it was taken.
    func push(_ tell: (_ transaction: Int, _ events: [HomeserverEvent]) async -> Bool) async {
        let (ticket, changes) = watch()
        defer { endWatch(ticket) }
        var told = look { world in world.settings.service == nil ? world.position : 0 }
        var number = 0
        var bell = changes.makeAsyncIterator()
        while !Task.isCancelled {
            let news = look { world in
                world.rooms.values.flatMap(\.events).filter { $0.position > told }.sorted { $0.position < $1.position }
            }
            guard let last = news.prefix(100).last else {
                _ = await bell.next()
                continue
            }
            number += 1
            while !Task.isCancelled, await !tell(number, Array(news.prefix(100))) {
                try? await Task.sleep(for: .milliseconds(20))
            }
            told = last.position
        }
    }
}
