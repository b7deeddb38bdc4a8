#!/usr/bin/env python3
"""Measures how long the receiver takes for one webhook: after few and after thousands of earlier events of the dialog, while
LiveTex answers and while it is out of reach.

    scripts/bench-receiver.py PROGRAMS [EVENTS]

PROGRAMS is a directory with livetex-bridge, livetex-hook and livetex-courier; EVENTS is 5000 by default. Absolute times
depend on the machine. So the two cases of a pair alternate, and only the ratio of their medians counts. Fails if a webhook
of a long dialog takes more than 1.5 times as long as one of a short dialog.
"""
import http.server, json, os, shutil, statistics, subprocess, sys, tempfile, threading, time

programs = os.path.abspath(sys.argv[1])
events = int(sys.argv[2]) if len(sys.argv) > 2 else 5000
LIMIT = 1.5
work = tempfile.mkdtemp(prefix="livetex-bench-")


class LiveTex(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    number = 0

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        LiveTex.number += 1
        body = json.dumps({"success": True, "message_id": f"m{LiveTex.number}", "timestamp": LiveTex.number}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def environment(state, bundle_directory):
    return {
        "GATEWAY_INTERFACE": "CGI/1.1", "REQUEST_METHOD": "POST", "PATH_INFO": "/bot/support", "SECRET": "secret",
        "SUPPORT_LIVETEX_TOKEN": "t", "SUPPORT_WEBHOOK_KEY": "k", "METABOT_TOKEN": "m", "BRIDGE_TOKEN": "secret",
        "LIVETEX_TOKEN": "t", "LIVETEX_WEBHOOK_KEY": "k", "HTTP_AUTHORIZATION": "Bearer secret",
        "LIVETEX_BRIDGE_STATE": state, "LIVETEX_BRIDGE_BUNDLE": bundle_directory, "LIVETEX_BRIDGE_DELIVERY": "external",
        "LIVETEX_BRIDGE_LOG_LEVEL": "error", "LIVETEX_BRIDGE_ALLOW_STATE": "tmpfs",
    }


def send(variables, lead, number):
    body = json.dumps({
        "v": 1, "id": f"e{lead}-{number}", "type": "lead.message", "ts": "2026-11-23T08:00:00.000Z", "bot_id": 49,
        "lead": {"id": lead, "channel": "telegram"}, "data": {"message": {"id": "m", "text": f"message {number}"}},
    }).encode()
    start = time.perf_counter()
    result = subprocess.run(
        [f"{programs}/livetex-hook"], input=body, env={**variables, "CONTENT_LENGTH": str(len(body))}, capture_output=True)
    took = time.perf_counter() - start
    assert result.stdout.startswith(b"Status: 200"), result.stdout + result.stderr
    return took


def courier(variables):
    subprocess.run([f"{programs}/livetex-courier", "--linger", "0"], env=variables, check=True, capture_output=True)


def compare(title, one, other, rounds=300):
    times = ([], [])
    for number in range(rounds):
        times[0].append(one(number))
        times[1].append(other(number))
    medians = [statistics.median(part) for part in times]
    ratio = medians[1] / medians[0]
    print(f"{title:62s} {ratio:5.2f}   ({medians[0] * 1e3:.2f} -> {medians[1] * 1e3:.2f} ms)")
    return ratio


def main():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), LiveTex)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yaml = f"""version: 1
public_url: https://bridge.example.com/hooks
bindings:
  - id: support
    token: {{env: LIVETEX_TOKEN}}
    webhook_key: {{env: LIVETEX_WEBHOOK_KEY}}
    headers: {{bot: Bot, lead: Lead}}
    excluded_channels: [umnico, bitrix, jivo, webim, pyrus]
    api: {{version: "1.2", url: "http://127.0.0.1:{server.server_port}"}}
    bot:
      url: http://127.0.0.1:{server.server_port}/bot
      token: {{env: METABOT_TOKEN}}
      accept_token: {{env: BRIDGE_TOKEN}}
"""
    with open(f"{work}/channels.yaml", "w") as file:
        file.write(yaml)
    subprocess.run([f"{programs}/livetex-bridge", "compile", f"{work}/channels.yaml", "-o", f"{work}/bundle"], check=True,
                   capture_output=True)
    os.mkdir(f"{work}/state", 0o700)
    variables = environment(f"{work}/state", f"{work}/bundle")
    print(f"{'receiver, median of one webhook':62s} ratio")

    # LiveTex answers: the calls are delivered as they come.
    for number in range(10):
        send(variables, 1, number)
    for number in range(events):
        send(variables, 2, number)
        if number % 250 == 249:
            courier(variables)
    courier(variables)
    delivered = compare(f"{events} earlier events : 10, all delivered",
            lambda number: send(variables, 1, 100_000 + number) if number < 40 else send(variables, 1000 + number // 40, number),
            lambda number: send(variables, 2, 100_000 + number))
    courier(variables)
    # LiveTex is out of reach: no call is delivered, all of them wait. An outbox takes 5000.
    count = min(events, 4_000)
    for number in range(10):
        send(variables, 3, number)
    for number in range(count):
        send(variables, 4, number)
    waiting = compare(f"{count} waiting events : 10, LiveTex out of reach",
            lambda number: send(variables, 3, 100_000 + number) if number < 40 else send(variables, 2000 + number // 40, number),
            lambda number: send(variables, 4, 100_000 + number))
    if max(delivered, waiting) > LIMIT:
        sys.exit(f"bench-receiver: a webhook of a long dialog takes more than {LIMIT} times as long as one of a short dialog")


try:
    main()
finally:
    shutil.rmtree(work)
