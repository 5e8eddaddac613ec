import ProgramKit

/// The gateway's group in the desk's configuration.
struct AppServiceSettings: GatewayGroup {
    var name = "matrix"
    let homeserver: String
    let registration: String
    let port: UInt16
    var others: [String] = []

    var yaml: String {
        Self.item(
            [
                "kind: matrix-appservice", "name: \(name)", "homeserver: \(homeserver)",
                "registration: \(registration)", "listen: 127.0.0.1:\(port)",
            ] + others)
    }
}
