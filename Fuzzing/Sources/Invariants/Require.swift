/// Ends the process where something does not hold; libFuzzer keeps the input then.
public func require(_ isTrue: Bool, _ reason: @autoclosure () -> String) {
    guard !isTrue else { return }
    fatalError(reason())
}
