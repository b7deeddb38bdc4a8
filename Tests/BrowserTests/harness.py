"""Starts a sandbox and a browser for the tests of the sandbox's page.

Tests wait for conditions and never sleep. Each test has a lead of its own, in one sandbox and one browser.
"""

import json
import os
import signal
import subprocess
import tempfile
import time
import unittest
import urllib.request
from pathlib import Path

from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By

REPOSITORY = Path(__file__).resolve().parents[2]
PROGRAMS = Path(os.environ["LIVETEX_BRIDGE_TEST_PROGRAMS"])
PATIENCE = 30


class NeverHappened(AssertionError):
    """A condition that did not come true in time."""


class Sandbox:
    """`livetex-sandbox serve` as a process."""

    def __init__(self, directory):
        bundle = directory / "bundle"
        subprocess.run(
            [PROGRAMS / "livetex-bridge", "compile", REPOSITORY / "channels.yaml", "-o", bundle], check=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.process = subprocess.Popen(
            [PROGRAMS / "livetex-sandbox", "serve", "--bundle", bundle, "--work", directory / "work"],
            stdout=subprocess.PIPE, text=True)
        self.url = json.loads(self.process.stdout.readline())["url"]

    def get(self, path):
        with urllib.request.urlopen(self.url + "/sandbox" + path, timeout=PATIENCE) as answer:
            return json.load(answer)

    def post(self, path, body):
        request = urllib.request.Request(
            self.url + "/sandbox" + path, json.dumps(body).encode(), {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return json.load(answer)

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(PATIENCE)
        self.process.stdout.close()


def open_browser(language, downloads, logs_requests):
    options = Options()
    # Root cannot use the browser's own sandbox.
    for argument in ["--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", f"--lang={language}",
                     "--force-device-scale-factor=1", "--disable-background-networking", "--disable-component-update",
                     "--hide-scrollbars", "--autoplay-policy=no-user-gesture-required"]:
        options.add_argument(argument)
    options.add_experimental_option("prefs", {
        "intl.accept_languages": language, "download.default_directory": str(downloads),
        "profile.content_settings.exceptions.clipboard": {"*": {"setting": 1}},
    })
    if logs_requests:
        options.set_capability("goog:loggingPrefs", {"performance": "ALL"})
    return webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))


class PageTest(unittest.TestCase):
    """A test with the page open and a lead of its own."""

    language = "ru"
    logs_requests = False

    @classmethod
    def setUpClass(cls):
        cls.files = tempfile.TemporaryDirectory(prefix="livetex-browser-")
        cls.addClassCleanup(cls.files.cleanup)
        directory = Path(cls.files.name)
        cls.downloads = directory / "downloads"
        cls.downloads.mkdir()
        cls.sandbox = Sandbox(directory)
        cls.addClassCleanup(cls.sandbox.stop)
        cls.browser = open_browser(cls.language, cls.downloads, cls.logs_requests)
        cls.addClassCleanup(cls.browser.quit)

    def setUp(self):
        for switch in ["nobody_online", "wrong_clock"]:
            self.sandbox.post("/switches", {"name": switch, "on": False})
        for person in ["501", "502"]:
            self.sandbox.post("/operator/online", {"operator": person, "online": False})
        self.open()

    def open(self, width=1440, height=1000):
        self.size(width, height)
        self.colours("light")
        self.browser.get(self.sandbox.url)
        self.wait("the page is connected", lambda: self.text("#connection") in ("на связи", "connected"))
        self.wait("the operators are there", lambda: len(self.all(".seat")) == 2)

    def size(self, width, height):
        self.browser.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False})

    def colours(self, scheme):
        # Without motion, a click does not meet a page that still scrolls.
        self.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [
            {"name": "prefers-color-scheme", "value": scheme}, {"name": "prefers-reduced-motion", "value": "reduce"}]})

    # Elements

    def all(self, selector):
        return self.browser.find_elements(By.CSS_SELECTOR, selector)

    def one(self, selector):
        return self.wait(selector, lambda: next(iter(self.all(selector)), None))

    def text(self, selector):
        found = self.all(selector)
        return found[0].text if found else ""

    def texts(self, selector):
        return self.browser.execute_script(
            "return [...document.querySelectorAll(arguments[0])].map(e => e.innerText)", selector)

    def click(self, selector):
        self.wait(f"{selector} can be clicked", lambda: self.one(selector).is_enabled() and self.one(selector).is_displayed())
        self.wait(f"{selector} is clicked", lambda: self.push(self.one(selector)))

    def push(self, element):
        self.browser.execute_script("arguments[0].scrollIntoView({ block: 'center' })", element)
        element.click()
        return True

    def wait(self, what, condition, within=PATIENCE):
        deadline = time.monotonic() + within
        while True:
            try:
                found = condition()
                if found:
                    return found
            except StaleElementReferenceException:
                pass
            if time.monotonic() > deadline:
                raise NeverHappened(f"never happened: {what}")
            time.sleep(0.05)

    # Actions

    def new_lead(self, name, channel="telegram"):
        self.click("#newLead")
        self.one("#leadName").send_keys(name)
        self.one(f"#channel option[value={channel}]").click()
        self.click("#leadForm button")
        self.wait("the lead is selected", lambda: name in self.one("#leads").get_property("selectedOptions")[0].text)
        return self.one("#leads").get_property("value")

    def start_dialog(self, name, channel="telegram"):
        key = self.new_lead(name, channel)
        self.click("#open")
        self.wait("the bot greets", lambda: self.all("#leadMessages .choice"))
        return key

    def lead_says(self, text):
        self.one("#leadText").send_keys(text)
        self.click("#leadComposer .send")

    def operator_says(self, text):
        self.wait("the operator can write", lambda: self.one("#deskText").is_enabled())
        self.one("#deskText").send_keys(text)
        self.click("#deskComposer .send")

    def choose(self, label):
        """Clicks the last button of the bot with this label."""
        def click():
            found = [button for button in self.all("#leadMessages .choice") if button.text == label]
            if found:
                self.push(found[-1])
            return found
        self.wait(f"the button {label}", click)

    def put_online(self, index=1, online=True):
        selector = f".seat:nth-child({index}) .switch"
        if self.one(selector).get_attribute("aria-checked") != str(online).lower():
            self.click(selector)
        self.wait("the switch is set", lambda: self.one(selector).get_attribute("aria-checked") == str(online).lower())

    def set_fault(self, name, on=True):
        selector = f"[data-fault={name}]"
        if self.one(selector).get_attribute("aria-checked") != str(on).lower():
            self.click(selector)
        self.wait("the fault is set", lambda: self.one(selector).get_attribute("aria-checked") == str(on).lower())

    def lead_sees(self, text):
        return self.wait(f"the lead sees {text}", lambda: any(text in line for line in self.texts("#leadMessages > *")))

    def operator_sees(self, text):
        return self.wait(f"the operator sees {text}", lambda: any(text in line for line in self.texts("#deskMessages > *")))

    def transfer(self):
        """Calls an operator, who takes the dialog."""
        self.choose("Позвать оператора")
        self.lead_sees("Диалог переведён на оператора")
        self.click("#take")
        self.lead_sees("подключился к диалогу")

    def everything_is_delivered(self):
        self.wait("all is delivered", lambda: self.text("#summary").startswith("Всё доставлено"))
