import CVectors

/// Which instructions the products of `CVectors` are made with.
struct Arithmetic: Sendable, Equatable {
    let path: cvectors_path

    /// The quickest that this processor has; asked once.
    static let quickest = Arithmetic(path: cvectors_best_path())

    /// All that this processor has, for tests: their results must agree.
    static let possible: [Arithmetic] = [cvectors_path.plain, .avx2].filter(cvectors_is_possible)
        .map(Arithmetic.init(path:))

    private init(path: cvectors_path) { self.path = path }
}
