import DeskCore

extension Traffic {
    /// What is learned with it differs from what is learned without.
    func add(to origin: inout Fingerprint) {
        for number in [version, observations.count] { origin.add(number) }
        origin.add(unknownShare ?? -1)
        for observation in observations {
            origin.add(observation.entry.rawValue)
            origin.add((observation.isRight ? 1 : 0) + (observation.hasVector ? 2 : 0))
            origin.add([observation.weight] + observation.signs)
        }
    }

    /// Stands for these numbers.
    public var fingerprint: String {
        var origin = Fingerprint()
        add(to: &origin)
        return origin.name
    }
}
