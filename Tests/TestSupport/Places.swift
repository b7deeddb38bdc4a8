/// Lets some tests run at a time where all of them at once would leave a small machine no time for the servers that the
/// programs talk to.
public actor Places {
    /// For tests that start programs one after the other and wait for what they do.
    public static let heavy = Places(3)

    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    public init(_ count: Int) { free = count }

    /// Runs a body when there is a place for it.
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
