/// The environment variables of one CGI request (RFC 3875, section 4.1).
enum CGIEnvironment {
    /// - Parameters:
    ///   - scriptName: the part of the path that leads to the program, such as `/hooks`.
    ///   - pathInfo: the rest of the path, percent-decoded.
    static func variables(
        for request: WireRequest, scriptName: String, pathInfo: String, serverPort: UInt16
    ) -> [String: String] {
        var variables = [
            "GATEWAY_INTERFACE": "CGI/1.1",
            "PATH_INFO": pathInfo,
            "QUERY_STRING": request.query,
            "REMOTE_ADDR": "127.0.0.1",
            "REQUEST_METHOD": request.method,
            "SCRIPT_NAME": scriptName,
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": String(serverPort),
            "SERVER_PROTOCOL": "HTTP/1.1",
            "SERVER_SOFTWARE": "livetex-sandbox",
        ]
        // Without a length there is no variable: some web servers do the same, and the program must cope with it.
        if let length = request.header("Content-Length") { variables["CONTENT_LENGTH"] = length }
        if let type = request.header("Content-Type") { variables["CONTENT_TYPE"] = type }
        for (name, value) in request.headers {
            let variable = "HTTP_" + name.uppercased().replacing("-", with: "_")
            // A `Proxy` header must not become HTTP_PROXY, which HTTP clients read as a setting (https://httpoxy.org).
            guard !["HTTP_CONTENT_LENGTH", "HTTP_CONTENT_TYPE", "HTTP_PROXY"].contains(variable) else { continue }
            variables[variable] = variables[variable].map { "\($0), \(value)" } ?? value
        }
        return variables
    }
}
