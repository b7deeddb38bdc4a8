/// Limits how many tests run at once. On a small machine too many of them leave no time for the servers that the programs
/// call.
public actor Places {
    /// For tests that start many programs.
    public static let heavy = Places(3)

    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    /// - Parameter count: how many bodies may run at once.
    public init(_ count: Int) { free = count }

    /// Waits for a place and runs the body.
    public nonisolated func use<Result>(_ body: () async throws -> Result) async rethrows -> Result {
        await take()
        do {
            let result = try await body()
            await giveBack()
            return result
        } catch {
            await giveBack()
            throw error
        }
    }

    private func take() async {
        if free > 0 {
            free -= 1
        } else {
            await withCheckedContinuation { waiting.append($0) }
        }
    }

    private func giveBack() {
        if waiting.isEmpty {
            free += 1
        } else {
            waiting.removeFirst().resume()
        }
    }
}
