// swift-tools-version: 6.2
import PackageDescription

/// What libFuzzer feeds: a program of its own each, since it brings the main function.
func fuzzer(_ name: String, of product: String) -> Target {
    .executableTarget(
        name: name, dependencies: ["Invariants", .product(name: product, package: "rapport")],
        swiftSettings: strict + [.unsafeFlags(["-parse-as-library"])])
}

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

// A package of its own: it builds the parsers and the gateway with the instrumentation of libFuzzer, which nothing else
// wants.
let package = Package(
    name: "rapport-fuzzing",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "rapport", path: "..")],
    targets: [
        .target(name: "Invariants", swiftSettings: strict),
        fuzzer("FuzzContent", of: "RapportContent"),
        fuzzer("FuzzLines", of: "RapportGateway"),
        fuzzer("FuzzSession", of: "RapportGateway"),
        fuzzer("FuzzNetwork", of: "RapportGateway"),
        fuzzer("FuzzSync", of: "RapportMatrix"),
    ]
)
