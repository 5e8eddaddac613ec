// swift-tools-version: 6.2
import PackageDescription

// A package of its own: it builds the content parser with the instrumentation of libFuzzer, which nothing else wants.
let package = Package(
    name: "rapport-fuzzing",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "rapport", path: "..")],
    targets: [
        .executableTarget(
            name: "FuzzContent", dependencies: [.product(name: "RapportContent", package: "rapport")],
            swiftSettings: [
                .enableUpcomingFeature("ExistentialAny"),
                .enableUpcomingFeature("InternalImportsByDefault"),
                .enableUpcomingFeature("MemberImportVisibility"),
                .treatAllWarnings(as: .error),
                // libFuzzer brings the main function.
                .unsafeFlags(["-parse-as-library"]),
            ])
    ]
)
