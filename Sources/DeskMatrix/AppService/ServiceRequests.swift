// What only an application service asks for (application service API, "Client-Server API Extensions").
extension MatrixRequest {
    /// - Parameters:
    ///   - localpart: Of a user of the service's own namespace.
    ///   - device: Made for the user as well, unless nil.
    static func register(_ localpart: String, device: String?) -> Self {
        var body: [String: JSON] = [
            "type": "m.login.application_service", "username": .string(localpart),
            "inhibit_login": .bool(device == nil),
        ]
        if let device {
            body["device_id"] = .string(device)
            body["initial_device_display_name"] = .string(SignIn.deviceName)
        }
        return Self("POST", ["register"], .object(body))
    }

    /// Makes the device of one of the service's users, where it is not there yet.
    static func serviceLogin(_ localpart: String, device: String) -> Self {
        Self(
            "POST", ["login"],
            [
                "type": "m.login.application_service", "identifier": ["type": "m.id.user", "user": .string(localpart)],
                "device_id": .string(device), "initial_device_display_name": .string(SignIn.deviceName),
            ])
    }

    /// Has the homeserver ask the service whether it is there.
    static func ping(service: String, transaction: String) -> Self {
        var request = Self(
            "POST", "/_matrix/client/v1/appservice/\(encoded(service))/ping", ["transaction_id": .string(transaction)])
        // The homeserver waits for the answer to its own question.
        request.patience = .seconds(120)
        return request
    }

    static func setName(_ name: String, of user: String) -> Self {
        Self("PUT", ["profile", user, "displayname"], ["displayname": .string(name)])
    }

}
