public import DeskCore

/// Why the desk cannot be on Matrix until a person has changed something. The rest of the desk goes on.
public struct MatrixError: EndingGatewayError, Equatable, CustomStringConvertible {
    /// What is wrong and what to do, for the operator.
    public let description: String

    init(_ description: String) { self.description = description }
}
