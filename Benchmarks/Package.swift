// swift-tools-version: 6.2
import PackageDescription

// A package of its own: whoever builds the desk does not build this, and this sees only what the rooms make public.
let package = Package(
    name: "rapport-benchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [
        // Named, since the folder of a clone may be called anything.
        .package(name: "rapport", path: ".."),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
    ],
    targets: [
        .executableTarget(
            name: "benchmarks",
            dependencies: [
                .product(name: "RapportRooms", package: "rapport"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: [
                .enableUpcomingFeature("ExistentialAny"),
                .enableUpcomingFeature("InternalImportsByDefault"),
                .enableUpcomingFeature("MemberImportVisibility"),
                .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
                .treatAllWarnings(as: .error),
            ]),
        // What the thread sanitizer has to be told of Swift's locks; empty without it.
        .target(name: "CLockNotes"),
        .executableTarget(
            name: "httpload", dependencies: ["CLockNotes", .product(name: "CurlHTTP", package: "rapport")],
            swiftSettings: [
                .enableUpcomingFeature("ExistentialAny"),
                .enableUpcomingFeature("InternalImportsByDefault"),
                .enableUpcomingFeature("MemberImportVisibility"),
                .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
                .treatAllWarnings(as: .error),
            ]),
    ]
)
