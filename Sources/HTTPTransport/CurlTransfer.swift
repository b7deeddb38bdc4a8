import CCurl
import POSIX

/// One request inside libcurl: its easy handle, what is still to be sent, and what has come back.
final class CurlTransfer {
    /// The largest body of an answer, in bytes.
    static let maximumResponse = 4 << 20
    /// The time limit for opening a connection, in milliseconds.
    static let connectTimeout = 5_000

    let handle: CurlHandle
    /// The host of the URL, as libcurl compares it when it looks for a connection to reuse.
    let host: String
    private let body: [UInt8]
    private var sent = 0
    private var response = HTTPResponse(status: 0)
    private var headerList: UnsafeMutablePointer<curl_slist>?
    let addressGuard: AddressGuard
    /// Why the last address was refused.
    private var refusal: String?
    /// Whether an address was allowed.
    private var wasAllowed = false
    private var answerIsTooLarge = false

    init(_ request: HTTPRequest) throws(HTTPFailure) {
        guard let handle = curl_easy_init() else {
            throw HTTPFailure(outcome: .notSent, description: "libcurl gives no handle")
        }
        self.handle = handle
        body = request.body
        host = Self.host(of: request.url)
        addressGuard = AddressGuard(host: host, allowing: request.allowPrivate)
        configure(request)
    }

    deinit {
        curl_easy_cleanup(handle)
        curl_slist_free_all(headerList)
    }

    private func configure(_ request: HTTPRequest) {
        bridge_curl_set_string(handle, CURLOPT_URL, request.url)
        bridge_curl_set_string(handle, CURLOPT_PROTOCOLS_STR, "http,https")
        bridge_curl_set_long(handle, CURLOPT_FOLLOWLOCATION, 0)
        bridge_curl_set_long(handle, CURLOPT_NOSIGNAL, 1)
        bridge_curl_set_long(handle, CURLOPT_TIMEOUT_MS, Int(request.timeout))
        bridge_curl_set_long(handle, CURLOPT_CONNECTTIMEOUT_MS, Self.connectTimeout)
        // With a proxy the guard would judge the proxy's address. A web server may even pass a client's header as a proxy.
        bridge_curl_set_string(handle, CURLOPT_PROXY, "")
        if access(Self.certificateDirectory, R_OK) == 0 {
            // Loading the one large file takes about 20 ms; of the hashed directory only the needed files are read.
            bridge_curl_set_string(handle, CURLOPT_CAPATH, Self.certificateDirectory)
            bridge_curl_set_string(handle, CURLOPT_CAINFO, nil)
        }
        bridge_curl_set_pointer(handle, CURLOPT_PRIVATE, Unmanaged.passUnretained(self).toOpaque())
        setHeaders(request.headers)
        setBody(method: request.method)
        setReceivers()
        bridge_curl_set_pointer(handle, CURLOPT_OPENSOCKETDATA, Unmanaged.passUnretained(self).toOpaque())
        bridge_curl_set_socket_callback(handle) { context, purpose, address in
            guard let context, let address else { return -1 }
            return CurlTransfer.at(context).openSocket(address)
        }
    }

    /// Takes no connection that is open already.
    func avoidReuse() { bridge_curl_set_long(handle, CURLOPT_FRESH_CONNECT, 1) }

    private func setHeaders(_ headers: [(name: String, value: String)]) {
        for (name, value) in headers {
            // A line break would start another header.
            let line = "\(name): \(value)".filter { !$0.isNewline && $0 != "\0" }
            headerList = curl_slist_append(headerList, line)
        }
        headerList = curl_slist_append(headerList, "Expect:")
        bridge_curl_set_list(handle, CURLOPT_HTTPHEADER, headerList)
    }

    /// Gives libcurl the body through a read function without a seek function. libcurl repeats a POST by itself when a
    /// reused connection is dead, unless it cannot rewind the body. Then it reports error 65, and the outcome is unknown.
    private func setBody(method: String) {
        guard method != "GET" else { return }
        bridge_curl_set_long(handle, CURLOPT_POST, 1)
        if method != "POST" { bridge_curl_set_string(handle, CURLOPT_CUSTOMREQUEST, method) }
        bridge_curl_set_long(handle, CURLOPT_POSTFIELDSIZE, body.count)
        bridge_curl_set_pointer(handle, CURLOPT_READDATA, Unmanaged.passUnretained(self).toOpaque())
        bridge_curl_set_data_callback(handle, CURLOPT_READFUNCTION) { buffer, size, count, context in
            guard let buffer, let context else { return 0 }
            return CurlTransfer.at(context).supply(UnsafeMutableRawBufferPointer(start: buffer, count: size * count))
        }
    }

    private func setReceivers() {
        let context = Unmanaged.passUnretained(self).toOpaque()
        bridge_curl_set_pointer(handle, CURLOPT_WRITEDATA, context)
        bridge_curl_set_data_callback(handle, CURLOPT_WRITEFUNCTION) { chunk, size, count, context in
            guard let chunk, let context else { return 0 }
            return CurlTransfer.at(context).receive(UnsafeRawBufferPointer(start: chunk, count: size * count))
        }
        bridge_curl_set_pointer(handle, CURLOPT_HEADERDATA, context)
        bridge_curl_set_data_callback(handle, CURLOPT_HEADERFUNCTION) { line, size, count, context in
            guard let line, let context else { return 0 }
            let bytes = UnsafeRawBufferPointer(start: line, count: size * count)
            CurlTransfer.at(context).receiveHeader(String(decoding: bytes, as: UTF8.self))
            return size * count
        }
    }

    private func supply(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
        let count = min(buffer.count, body.count - sent)
        buffer.copyBytes(from: body[sent..<sent + count])
        sent += count
        return count
    }

    private func receive(_ chunk: UnsafeRawBufferPointer) -> Int {
        guard response.body.count + chunk.count <= Self.maximumResponse else {
            answerIsTooLarge = true
            return 0
        }
        response.body.append(contentsOf: chunk)
        return chunk.count
    }

    private func receiveHeader(_ line: String) {
        guard let colon = line.firstIndex(of: ":") else { return }
        let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
        response.headers[line[..<colon].lowercased()] = String(value.prefix { !$0.isNewline })
    }

    private func openSocket(_ address: UnsafePointer<curl_sockaddr>) -> curl_socket_t {
        if let refusal = addressGuard.refusal(Self.bytes(of: address)) {
            self.refusal = refusal
            return -1
        }
        wasAllowed = true
        return socket(address.pointee.family, address.pointee.socktype | closeOnExec, address.pointee.protocol)
    }

    /// The result, after libcurl has finished the transfer.
    func finish(_ code: CURLcode) -> Result<HTTPResponse, HTTPFailure> {
        if code == CURLE_OK {
            var status = 0
            bridge_curl_get_long(handle, CURLINFO_RESPONSE_CODE, &status)
            response.status = status
            return .success(response)
        }
        var requestSize = 0
        bridge_curl_get_long(handle, CURLINFO_REQUEST_SIZE, &requestSize)
        let outcome = HTTPFailure.Outcome(sent: requestSize, isRefused: refusal != nil, wasAllowed: wasAllowed)
        if outcome == .forbiddenAddress, let refusal {
            return .failure(
                HTTPFailure(outcome: outcome, description: "\(host) resolves to \(refusal); see allow_private"))
        }
        let reason =
            answerIsTooLarge
            ? "the answer is larger than \(Self.maximumResponse) bytes" : String(cString: curl_easy_strerror(code))
        return .failure(
            HTTPFailure(
                outcome: outcome, description: host.isEmpty ? reason : "\(host): \(reason)"))
    }

    /// The transfer that a pointer given to libcurl points to.
    static func at(_ context: UnsafeMutableRawPointer) -> CurlTransfer {
        Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
    }

    private static let certificateDirectory = "/etc/ssl/certs"

    /// The host of a URL, in lower case, an IPv6 address in brackets; empty when there is none.
    static func host(of url: String) -> String {
        guard let handle = curl_url() else { return "" }
        defer { curl_url_cleanup(handle) }
        var host: UnsafeMutablePointer<CChar>?
        guard curl_url_set(handle, CURLUPART_URL, url, 0) == CURLUE_OK,
            curl_url_get(handle, CURLUPART_HOST, &host, 0) == CURLUE_OK, let host
        else { return "" }
        defer { curl_free(host) }
        return String(cString: host).lowercased()
    }

    /// The bytes of the address. The structure's last member is longer than declared (curl.h, `struct curl_sockaddr`), so
    /// it is read in place and never copied.
    private static func bytes(of address: UnsafePointer<curl_sockaddr>) -> [UInt8] {
        guard let offset = MemoryLayout<curl_sockaddr>.offset(of: \.addr) else { return [] }
        let start = UnsafeRawPointer(address) + offset
        let length = Int(address.pointee.addrlen)
        switch address.pointee.family {
        case AF_INET where length >= MemoryLayout<sockaddr_in>.size:
            return withUnsafeBytes(of: start.loadUnaligned(as: sockaddr_in.self).sin_addr) { Array($0) }
        case AF_INET6 where length >= MemoryLayout<sockaddr_in6>.size:
            return withUnsafeBytes(of: start.loadUnaligned(as: sockaddr_in6.self).sin6_addr) { Array($0) }
        default: return []
        }
    }
}

extension HTTPFailure.Outcome {
    /// What is known about a request without an answer.
    ///
    /// A host may have public and private addresses. If libcurl could try a public one, the refusal of another is not why
    /// the request failed.
    ///
    /// - Parameters:
    ///   - sent: how many bytes of it went out.
    ///   - isRefused: whether an address was refused.
    ///   - wasAllowed: whether an address was allowed.
    init(sent: Int, isRefused: Bool, wasAllowed: Bool) {
        self = sent > 0 ? .unknown : isRefused && !wasAllowed ? .forbiddenAddress : .notSent
    }
}

/// libcurl's easy handle is an untyped pointer.
typealias CurlHandle = UnsafeMutableRawPointer

private let closeOnExec = Int32(SOCK_CLOEXEC.rawValue)
