#!/usr/bin/env python3
"""Emulates a function platform on 127.0.0.1:PORT, as far as its documentation describes it, for `try` and for the tests.

    emulate.py openfaas|of-watchdog|aws-lambda|yandex-functions FOLDER

It turns an HTTP request into the platform's call of a function, runs the function in FOLDER, and turns the result into a
reply. The calls have the form of Tests/Fixtures/functions. Nothing here was compared with the real platforms.
"""
import base64
import http.client
import json
import os
import queue
import re
import select
import signal
import socket
import subprocess
import sys
import threading
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

FIXTURES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "Tests", "Fixtures", "functions")
WORK = os.environ["WORK"]


def fixture(name):
    with open(os.path.join(FIXTURES, name)) as file:
        return json.load(file)["event"]


def image_variables(folder):
    """The environment variables that a Dockerfile sets."""
    with open(os.path.join(folder, "Dockerfile")) as file:
        return dict(re.findall(r'^ENV (\w+)="(.*)"$', file.read(), re.MULTILINE))


def canonical(name):
    """A header name in Go's canonical form."""
    return "-".join(part.capitalize() for part in name.split("-"))


def text_or_base64(body):
    """Gateways pass text on as it is, and anything else in base64."""
    try:
        return body.decode(), False
    except UnicodeDecodeError:
        return base64.b64encode(body).decode(), True


def http_reply(reply):
    """The status, headers and body of the HTTP reply that a gateway makes from a function's JSON."""
    body = reply.get("body", "")
    body = base64.b64decode(body) if reply.get("isBase64Encoded") else body.encode()
    return reply["statusCode"], reply.get("headers", {}), body


class OpenFaaS:
    """The classic watchdog: one process per request, 200 or 500 (openfaas/classic-watchdog, handler.go)."""

    def __init__(self, folder):
        command = image_variables(folder)["fprocess"]
        self.command = command.replace("/usr/local/bin/livetex-hook", os.environ["LIVETEX_HOOK"])

    def invoke(self, request):
        environment = dict(os.environ)
        for name, value in reversed(request.headers.items()):
            # The first of repeated headers counts.
            environment["Http_" + canonical(name).replace("-", "_")] = value
        environment["Http_Method"] = request.method
        length = "-1" if "chunked" in request.headers.get("Transfer-Encoding", "") else str(len(request.body))
        environment["Http_ContentLength"] = environment["Http_Content_Length"] = length
        if request.query:
            environment["Http_Query"] = request.query
        environment["Http_Path"] = request.path
        done = subprocess.run(
            self.command.split(" "), input=request.body, env=environment, stdout=subprocess.PIPE, check=False
        )
        # Go guesses the type from the text if none is set.
        plain = {"Content-Type": "text/plain; charset=utf-8"}
        if done.returncode > 0:
            return 500, plain, f"exit status {done.returncode}\n".encode() + done.stdout
        if done.returncode < 0:
            return 500, plain, b"signal: killed\n" + done.stdout
        return 200, {"Content-Type": request.headers.get("Content-Type", plain["Content-Type"])}, done.stdout


class OfWatchdog:
    """The of-watchdog with mode=http: it starts a server and passes requests on to it (openfaas/of-watchdog,
    pkg/watchdog.go, executor/http_runner.go). The server is the real lighttpd, with the folder's files."""

    # Go's client writes these headers itself.
    OWN = {"host", "content-length", "transfer-encoding", "trailer"}

    def __init__(self, folder):
        image = image_variables(folder)
        if image["mode"] != "http":
            sys.exit("emulate.py: only mode=http of the of-watchdog is emulated")
        # Kept open, so that no other program gets the port.
        self.reserved = socket.socket()
        self.reserved.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.reserved.bind(("127.0.0.1", 0))
        self.port = self.reserved.getsockname()[1]
        environment = dict(image, **os.environ)
        if image["upstream_url"] != "http://127.0.0.1:" + image["LIGHTTPD_PORT"]:
            sys.exit("emulate.py: upstream_url is not the address of the server")
        environment["LIGHTTPD_PORT"] = str(self.port)
        command = image["fprocess"].replace("/etc/livetex-bridge/lighttpd", folder)
        self.server = subprocess.Popen(command.split(" "), env=environment)

    def invoke(self, request):
        upstream = http.client.HTTPConnection("127.0.0.1", self.port)
        try:
            self.send(upstream, request)
            # If the sender leaves, the watchdog gives up the request.
            while not select.select([upstream.sock], [], [], 0.02)[0]:
                if request.sender_has_left():
                    return 500, {}, b""
            reply = upstream.getresponse()
            return reply.status, dict(reply.getheaders()), reply.read()
        except (OSError, http.client.HTTPException):
            return 500, {"X-OpenFaaS-Internal": "of-watchdog"}, b""
        finally:
            upstream.close()

    def send(self, upstream, request):
        upstream.putrequest(request.method, request.target, skip_host=True, skip_accept_encoding=True)
        upstream.putheader("Host", request.headers["Host"])
        for name, value in request.headers.items():
            if name.lower() not in self.OWN:
                upstream.putheader(canonical(name), value)
        # The watchdog streams a body without its length.
        if request.body:
            upstream.putheader("Transfer-Encoding", "chunked")
        elif request.method in ("POST", "PUT", "PATCH"):
            upstream.putheader("Content-Length", "0")
        upstream.endheaders()
        for start in range(0, len(request.body), 32768):
            # The server may answer before the end of the body.
            if select.select([upstream.sock], [], [], 0)[0]:
                return
            chunk = request.body[start : start + 32768]
            upstream.send(b"%x\r\n%s\r\n" % (len(chunk), chunk))
        if request.body:
            upstream.send(b"0\r\n\r\n")

    def stop(self):
        self.server.terminate()
        self.server.wait()


class YandexFunctions:
    """A function of the Bash runtime, called by API Gateway."""

    # Headers removed from a request (functions/concepts/function-invoke.md, "Message headers").
    REMOVED = {
        "expect", "te", "trailer", "upgrade", "proxy-authenticate", "authorization", "connection", "content-md5",
        "max-forwards", "server", "transfer-encoding", "www-authenticate", "cookie",
    }  # fmt: skip
    # Headers that a reply must not have (the same page).
    FORBIDDEN = {"proxy-authenticate", "transfer-encoding", "via", "www-authenticate"}

    def __init__(self, folder):
        self.folder = folder

    def invoke(self, request):
        event = fixture("yandex-api-gateway-1.0.json")
        headers = {name: value for name, value in request.headers.items() if name.lower() not in self.REMOVED}
        body, is_base64 = text_or_base64(request.body)
        event.update(path=request.path, httpMethod=request.method, headers=headers, body=body, isBase64Encoded=is_base64)
        event["multiValueHeaders"] = {name: [value] for name, value in headers.items()}
        event["pathParameters"] = event["parameters"] = {"path": request.path[1:]}
        event["multiValueParameters"] = {"path": [request.path[1:]]}
        event["requestContext"]["httpMethod"] = request.method
        payload = json.dumps(event).encode()
        if len(payload) > 3_500_000:
            return 413, {}, b"Payload Too Large\n"
        environment = dict(os.environ, REQUEST_ID=str(uuid.uuid4()), FUNCTION_NAME="d4e", FUNCTION_VERSION="d4e1")
        done = subprocess.run(
            ["/bin/bash", os.path.join(self.folder, "handler.sh")],
            input=payload, env=environment, stdout=subprocess.PIPE, check=False,
        )  # fmt: skip
        if done.returncode != 0:
            return 502, {"Content-Type": "application/json"}, b'{"errorType": "BashScriptExecutionError"}'
        status, headers, body = http_reply(json.loads(done.stdout))
        if self.FORBIDDEN.intersection(name.lower() for name in headers):
            return 502, {}, b""
        return status, headers, body


class AWSLambda:
    """A function URL and a custom runtime. Each execution environment handles one event at a time."""

    ENVIRONMENTS = 8

    def __init__(self, folder):
        self.folder = folder
        self.events = queue.Queue()
        self.waiting = {}
        self.idle = 0
        self.runtimes = []
        self.lock = threading.Lock()
        lambda_service = self

        class RuntimeInterface(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *arguments):
                pass

            def do_GET(self):
                with lambda_service.lock:
                    lambda_service.idle += 1
                id, payload = lambda_service.events.get()
                self.send_response(200)
                self.send_header("Lambda-Runtime-Aws-Request-Id", id)
                self.send_header("Lambda-Runtime-Deadline-Ms", "1795420860000")
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(payload)))
                self.end_headers()
                self.wfile.write(payload)

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                id, kind = self.path.split("/")[-2:]
                lambda_service.waiting[id].put((kind, body))
                self.send_response(202)
                self.send_header("Content-Length", "0")
                self.end_headers()

        self.interface = ThreadingHTTPServer(("127.0.0.1", 0), RuntimeInterface)
        threading.Thread(target=self.interface.serve_forever, daemon=True).start()

    def invoke(self, request):
        event = fixture("aws-lambda-function-url.json")
        body, is_base64 = text_or_base64(request.body)
        headers = {name.lower(): value for name, value in request.headers.items()}
        event.update(rawPath=request.path, rawQueryString=request.query, headers=headers)
        event.update(body=body, isBase64Encoded=is_base64)
        event["requestContext"]["http"].update(method=request.method, path=request.path)
        payload = json.dumps(event).encode()
        if len(payload) > 6 * 1024 * 1024:
            return 413, {}, b'{"Message":"Request must be smaller than 6291456 bytes"}'
        id = str(uuid.uuid4())
        result = self.waiting[id] = queue.Queue()
        self.enter()
        self.events.put((id, payload))
        kind, reply = result.get()
        del self.waiting[id]
        if kind == "error":
            return 502, {"Content-Type": "application/json"}, b'{"Message":"Internal Server Error"}'
        return http_reply(json.loads(reply))

    def enter(self):
        """Reserves an idle execution environment, or starts one more."""
        with self.lock:
            if self.idle <= 0 and len(self.runtimes) < self.ENVIRONMENTS:
                address = f"127.0.0.1:{self.interface.server_port}"
                environment = dict(os.environ, AWS_LAMBDA_RUNTIME_API=address, LAMBDA_TASK_ROOT=self.folder, TMPDIR=WORK)
                bootstrap = os.path.join(self.folder, "bootstrap")
                self.runtimes.append(subprocess.Popen([bootstrap], env=environment, start_new_session=True))
            # Below zero: that many events wait for an environment.
            self.idle -= 1

    def stop(self):
        for runtime in self.runtimes:
            os.killpg(runtime.pid, signal.SIGTERM)


class Request:
    def __init__(self, front, body):
        self.method, self.target, self.headers, self.body = front.command, front.path, front.headers, body
        self.path, _, self.query = front.path.partition("?")
        self.connection = front.connection

    def sender_has_left(self):
        if not select.select([self.connection], [], [], 0)[0]:
            return False
        try:
            return self.connection.recv(1, socket.MSG_PEEK) == b""
        except ConnectionError:
            return True


class Front(BaseHTTPRequestHandler):
    """The platform's web server."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def read_body(self):
        """The body, or None if it was cut off."""
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            body = b""
            while (size := int(self.rfile.readline() or b"-1", 16)) > 0:
                body += self.rfile.read(size)
                self.rfile.readline()
            return body if size == 0 and self.rfile.readline() else None
        length = int(self.headers.get("Content-Length", 0))
        body = self.rfile.read(length)
        return body if len(body) == length else None

    def answer(self):
        body = self.read_body()
        if body is None:
            self.close_connection = True
            return
        status, headers, reply = PLATFORM.invoke(Request(self, body))
        try:
            self.send_response_only(status)
            for name, value in headers.items():
                if name.lower() not in ("connection", "content-length", "transfer-encoding"):
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(reply)))
            self.end_headers()
            self.wfile.write(reply)
        except (BrokenPipeError, ConnectionResetError):
            # The client has left; the function has run.
            self.close_connection = True

    do_GET = do_POST = do_PUT = do_DELETE = answer


class Server(ThreadingHTTPServer):
    request_queue_size = 64


def stop(*_):
    if hasattr(PLATFORM, "stop"):
        PLATFORM.stop()
    os._exit(0)


PLATFORMS = {
    "openfaas": OpenFaaS, "of-watchdog": OfWatchdog, "aws-lambda": AWSLambda, "yandex-functions": YandexFunctions,
}  # fmt: skip
PLATFORM = PLATFORMS[sys.argv[1]](sys.argv[2])
signal.signal(signal.SIGTERM, stop)
signal.signal(signal.SIGINT, stop)
Server(("127.0.0.1", int(os.environ["PORT"])), Front).serve_forever()
