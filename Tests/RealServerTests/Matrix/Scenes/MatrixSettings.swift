/// The gateway's group in the desk's configuration.
struct MatrixSettings: GatewayGroup {
    let name = "matrix"
    let homeserver: String
    let user: String
    let token: String?
    var others: [String] = []

    var yaml: String {
        let secret = token.map { "token: \($0)" } ?? "password: \(Homeserver.password)"
        return Self.item(
            ["kind: matrix", "name: \(name)", "homeserver: \(homeserver)", "user: '\(user)'", secret] + others)
    }
}
