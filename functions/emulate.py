#!/usr/bin/env python3
"""Plays a function platform on 127.0.0.1:PORT, as far as its documentation describes it, for `try` and for the tests.

    emulate.py openfaas|aws-lambda|yandex-functions FOLDER

It turns HTTP requests into what the platform hands to a function, runs what lies in FOLDER, and turns the result into a
reply. The forms of the requests are those of Tests/Fixtures/functions. Nothing here is tried against the real platforms.
"""
import base64
import json
import os
import queue
import re
import signal
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


def text_or_base64(body):
    """Gateways hand over text as it is, and anything else in base64."""
    try:
        return body.decode(), False
    except UnicodeDecodeError:
        return base64.b64encode(body).decode(), True


def http_reply(reply):
    """What a gateway makes of a function's JSON reply: status, headers, body."""
    body = reply.get("body", "")
    body = base64.b64decode(body) if reply.get("isBase64Encoded") else body.encode()
    return reply["statusCode"], reply.get("headers", {}), body


class OpenFaaS:
    """The classic watchdog: one process per request, 200 or 500 (openfaas/classic-watchdog, handler.go)."""

    def __init__(self, folder):
        with open(os.path.join(folder, "Dockerfile")) as file:
            self.command = re.search(r'^ENV fprocess="(.*)"$', file.read(), re.MULTILINE).group(1)
        self.command = self.command.replace("/usr/local/bin/livetex-hook", os.environ["LIVETEX_HOOK"])

    def invoke(self, request):
        environment = dict(os.environ)
        for name, value in request.headers.items():
            canonical = "-".join(part.capitalize() for part in name.split("-"))
            environment["Http_" + canonical.replace("-", "_")] = value
        environment["Http_Method"] = request.method
        length = "-1" if "chunked" in request.headers.get("Transfer-Encoding", "") else str(len(request.body))
        environment["Http_ContentLength"] = environment["Http_Content_Length"] = length
        if request.query:
            environment["Http_Query"] = request.query
        environment["Http_Path"] = request.path
        done = subprocess.run(
            self.command.split(" "), input=request.body, env=environment, stdout=subprocess.PIPE, check=False
        )
        type = {"Content-Type": request.headers.get("Content-Type", "application/json")}
        if done.returncode > 0:
            return 500, type, f"exit status {done.returncode}\n".encode() + done.stdout
        if done.returncode < 0:
            return 500, type, b"signal: killed\n" + done.stdout
        return 200, type, done.stdout


class YandexFunctions:
    """A function of the Bash runtime behind API Gateway."""

    # Removed from a request (functions/concepts/function-invoke.md, "Message headers").
    REMOVED = {
        "expect", "te", "trailer", "upgrade", "proxy-authenticate", "authorization", "connection", "content-md5",
        "max-forwards", "server", "transfer-encoding", "www-authenticate", "cookie",
    }  # fmt: skip

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
        return http_reply(json.loads(done.stdout))


class AWSLambda:
    """A function URL in front of a custom runtime. Each execution environment works on one event at a time."""

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
        """Takes an idle execution environment, or starts one more."""
        with self.lock:
            if self.idle <= 0 and len(self.runtimes) < self.ENVIRONMENTS:
                address = f"127.0.0.1:{self.interface.server_port}"
                environment = dict(os.environ, AWS_LAMBDA_RUNTIME_API=address, LAMBDA_TASK_ROOT=self.folder, TMPDIR=WORK)
                bootstrap = os.path.join(self.folder, "bootstrap")
                self.runtimes.append(subprocess.Popen([bootstrap], env=environment, start_new_session=True))
            # Below zero so many events wait for an environment.
            self.idle -= 1

    def stop(self):
        for runtime in self.runtimes:
            os.killpg(runtime.pid, signal.SIGTERM)


class Request:
    def __init__(self, method, path, query, headers, body):
        self.method, self.path, self.query, self.headers, self.body = method, path, query, headers, body


class Front(BaseHTTPRequestHandler):
    """The platform's own web server."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def read_body(self):
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            body = b""
            while size := int(self.rfile.readline(), 16):
                body += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
            return body
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def answer(self):
        body = self.read_body()
        if len(body) < int(self.headers.get("Content-Length", 0)):
            self.close_connection = True
            return
        path, _, query = self.path.partition("?")
        status, headers, reply = PLATFORM.invoke(Request(self.command, path, query, self.headers, body))
        try:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(reply)))
            self.end_headers()
            self.wfile.write(reply)
        except (BrokenPipeError, ConnectionResetError):
            # The client has left; its function has run all the same.
            self.close_connection = True

    do_GET = do_POST = do_PUT = do_DELETE = answer


class Server(ThreadingHTTPServer):
    request_queue_size = 64


def stop(*_):
    if hasattr(PLATFORM, "stop"):
        PLATFORM.stop()
    os._exit(0)


PLATFORM = {"openfaas": OpenFaaS, "aws-lambda": AWSLambda, "yandex-functions": YandexFunctions}[sys.argv[1]](sys.argv[2])
signal.signal(signal.SIGTERM, stop)
signal.signal(signal.SIGINT, stop)
Server(("127.0.0.1", int(os.environ["PORT"])), Front).serve_forever()
