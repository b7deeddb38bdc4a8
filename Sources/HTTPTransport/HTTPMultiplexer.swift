import CCurl

/// Many requests at a time in one thread, over kept-alive connections (libcurl's multi interface).
///
/// Must not be shared between threads.
public final class HTTPMultiplexer {
    private let multi: CurlHandle
    private var transfers: [CurlHandle: (transfer: CurlTransfer, id: Int)] = [:]
    private var nextID = 0
    /// Hosts that a request was allowed to call wherever they lead. The guard judges an address when a connection opens, so a
    /// request without that allowance takes no connection to them that is open.
    private var allowedHosts: Set<String> = []

    /// - Parameter connections: how many idle connections are kept.
    public init(connections: Int = 32) throws(HTTPFailure) {
        guard curlIsReady, let multi = curl_multi_init() else {
            throw HTTPFailure(outcome: .notSent, description: "libcurl cannot be initialised")
        }
        bridge_curl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, connections)
        self.multi = multi
    }

    deinit {
        for handle in transfers.keys { curl_multi_remove_handle(multi, handle) }
        transfers = [:]
        curl_multi_cleanup(multi)
    }

    /// How many requests are started and not yet collected.
    public var inFlight: Int { transfers.count }

    /// Starts a request.
    ///
    /// - Returns: the request's number; ``wait(milliseconds:watching:)`` returns it with the result.
    public func start(_ request: HTTPRequest) throws(HTTPFailure) -> Int {
        let transfer = try CurlTransfer(request)
        if transfer.addressGuard.allowsAll {
            allowedHosts.insert(transfer.host)
        } else if allowedHosts.contains(transfer.host) {
            transfer.avoidReuse()
        }
        nextID += 1
        curl_multi_add_handle(multi, transfer.handle)
        transfers[transfer.handle] = (transfer, nextID)
        return nextID
    }

    /// Runs the requests until one is finished, `descriptor` has something to read, or the time is up.
    ///
    /// - Returns: the finished requests' results.
    public func wait(milliseconds: Int64, watching descriptor: Int32? = nil) -> [(
        id: Int, result: Result<HTTPResponse, HTTPFailure>
    )] {
        var running: Int32 = 0
        curl_multi_perform(multi, &running)
        let early = collect()
        if !early.isEmpty { return early }
        var extra = curl_waitfd(fd: descriptor ?? -1, events: Int16(CURL_WAIT_POLLIN), revents: 0)
        curl_multi_poll(multi, &extra, descriptor == nil ? 0 : 1, Int32(max(0, min(milliseconds, 3_600_000))), nil)
        curl_multi_perform(multi, &running)
        return collect()
    }

    private func collect() -> [(id: Int, result: Result<HTTPResponse, HTTPFailure>)] {
        var finished: [(id: Int, result: Result<HTTPResponse, HTTPFailure>)] = []
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let handle = message.pointee.easy_handle else { continue }
            let code = message.pointee.data.result
            curl_multi_remove_handle(multi, handle)
            if let entry = transfers.removeValue(forKey: handle) {
                finished.append((entry.id, entry.transfer.finish(code)))
            }
        }
        return finished
    }
}

/// Whether libcurl's global state is set up; done once, for the whole process.
private let curlIsReady: Bool = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK
