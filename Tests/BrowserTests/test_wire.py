"""The list of calls, the faults, and what must never run."""

import json

from harness import PageTest


class WireTest(PageTest):
    def rows(self):
        return self.browser.execute_script(
            "return [...document.querySelectorAll('#calls > li')].map(row => Number(row.dataset.number))")

    def test_the_list_is_complete_and_in_order_under_a_burst(self):
        self.start_dialog("Поток")
        self.browser.execute_async_script("""
            const done = arguments[0];
            const lead = { id: 90001, bot_id: 49, channel: "telegram" };
            const send = n => fetch("/sandbox/event", { method: "POST", body: JSON.stringify({
                type: "lead.message", lead, data: { message: { id: "burst" + n, text: "Сообщение " + n } } }) });
            Promise.all([...Array(30).keys()].map(send)).then(() => done());""")
        self.wait("all are delivered", lambda: self.sandbox.get("/bridge")["pending"] == [])
        journal = self.sandbox.get("/journal")
        expected = [call["number"] for call in reversed(journal)][:500]
        self.wait("every call is in the list, once", lambda: self.rows() == expected)
        self.wait("each is finished", lambda: not self.all("#calls .status.busy"))

    def test_the_tools_of_a_call(self):
        self.start_dialog("Кнопки")
        self.lead_says("Найди-меня")
        self.lead_sees("Я понимаю только кнопки")
        self.one("#filter").send_keys("найди-меня lead.message")
        self.wait("one call is left", lambda: len([row for row in self.all("#calls > li") if row.is_displayed()]) == 1)
        self.click("#calls > li:not([hidden]) summary")
        pre = self.wait("the body", lambda: self.text("#calls > li:not([hidden]) pre"))
        self.assertIn('"text": "Найди-меня"', pre)
        self.browser.execute_script("navigator.clipboard.writeText = async text => { window.copied = text; }")
        buttons = {button.text: button for button in self.all("#calls > li:not([hidden]) .body button")}
        buttons["Копировать как curl"].click()
        copied = self.wait("curl", lambda: self.browser.execute_script("return window.copied"))
        self.assertTrue(copied.startswith("curl -X POST 'http://127.0.0.1:"), copied)
        self.assertIn("Bearer ***", copied)
        buttons["Копировать как пример"].click()
        self.wait("a fixture", lambda: self.browser.execute_script("return window.copied").startswith("{"))
        fixture = json.loads(self.browser.execute_script("return window.copied"))
        self.assertEqual(fixture["name"], "lead.message")
        buttons["Отправить ещё раз"].click()
        self.wait("the bridge knows the event", lambda: "duplicate" in self.text("#toast"))
        self.click("#clear")
        self.wait("nothing is left", lambda: not [row for row in self.all("#calls > li") if row.is_displayed()])

    def test_a_lost_connection_doubles_nothing(self):
        self.start_dialog("Связь")
        self.browser.execute_cdp_cmd("Network.enable", {})
        self.browser.execute_cdp_cmd("Network.emulateNetworkConditions", {
            "offline": True, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1})
        self.sandbox.post("/event", {"type": "lead.message", "lead": {"id": 90002}, "data": {
            "message": {"id": "offline", "text": "Пока нет связи"}}})
        self.browser.execute_cdp_cmd("Network.emulateNetworkConditions", {
            "offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1})
        self.wait("all calls", lambda: self.rows() == [call["number"] for call in reversed(self.sandbox.get("/journal"))][:500])


class Faults(PageTest):
    """What tests of faults have in common."""

    def tearDown(self):
        for fault in self.sandbox.get("/faults"):
            self.fail(f"a fault is left: {fault}")
        for switch in self.all("[data-fault][aria-checked=true]"):
            switch.click()
        self.wait("no fault is on", lambda: not self.all("[data-fault][aria-checked=true]"))

    def count(self, text, selector="#deskMessages > *"):
        return sum(text in line for line in self.texts(selector))

    def ready(self, name):
        self.put_online()
        self.start_dialog(name)
        self.transfer()

    def rides_through(self, fault, text):
        """LiveTex fails: the call waits and arrives once afterwards."""
        self.ready(fault)
        self.set_fault(fault)
        self.assertTrue(self.one(f"#story-{fault}").is_displayed())
        self.lead_says(text)
        self.wait("the call waits", lambda: "Ждут доставки" in self.text("#summary"))
        self.wait("the lane is named", lambda: "в LiveTex" in self.text("#waiting"))
        self.set_fault(fault, False)
        self.operator_sees(text)
        self.everything_is_delivered()
        self.assertEqual(self.count(text), 1)


class LiveTexFaultTest(Faults):
    def test_livetex_down(self):
        self.rides_through("livetex_down", "Пока LiveTex лежит")

    def test_too_many_requests(self):
        self.rides_through("too_many_requests", "Пока LiveTex просит подождать")

    def test_livetex_slow(self):
        self.rides_through("livetex_slow", "Пока LiveTex думает")

    def test_lost_answers(self):
        self.ready("Потеря")
        self.set_fault("answers_lost")
        self.lead_says("Ответ потеряется")
        self.operator_sees("Ответ потеряется")
        self.wait("the call is in doubt", lambda: "под вопросом" in self.text("#waiting"))
        self.set_fault("answers_lost", False)
        self.everything_is_delivered()
        self.assertEqual(self.count("Ответ потеряется"), 1)


class OtherFaultTest(Faults):
    def test_duplicates(self):
        self.ready("Дважды")
        self.set_fault("duplicates")
        self.operator_says("Скажу один раз")
        self.lead_sees("Скажу один раз")
        self.wait("the second was a duplicate", lambda: any(
            call["name"] == "TextMessage" and call.get("answer", {}).get("status") == "duplicate"
            for call in self.sandbox.get("/journal")))
        self.everything_is_delivered()
        self.assertEqual(self.count("Скажу один раз", "#leadMessages > *"), 1)

    def test_reordering(self):
        self.ready("Порядок")
        self.set_fault("reordering")
        self.operator_says("Первое слово")
        self.operator_says("Второе слово")
        self.lead_sees("Первое слово")
        self.lead_sees("Второе слово")
        self.everything_is_delivered()

    def test_platform_down(self):
        self.ready("Платформа")
        self.set_fault("platform_down")
        self.operator_says("Дойдёт позже")
        self.wait("the lane is named", lambda: "на платформу" in self.text("#waiting"))
        self.assertEqual(self.count("Дойдёт позже", "#leadMessages > *"), 0)
        self.set_fault("platform_down", False)
        self.lead_sees("Дойдёт позже")
        self.everything_is_delivered()

    def test_nobody_online(self):
        self.put_online()
        self.start_dialog("Все ушли")
        self.set_fault("nobody_online")
        self.wait("Анна left", lambda: not self.all(".seat .switch[aria-checked=true]"))
        self.choose("Позвать оператора")
        self.lead_sees("Сейчас никого из операторов нет на месте")
        self.set_fault("nobody_online", False)
        self.wait("Анна is back", lambda: len(self.all(".seat .switch[aria-checked=true]")) == 1)

    def test_a_wrong_clock(self):
        self.set_fault("wrong_clock")
        self.ready("Часы")
        self.set_fault("wrong_clock", False)
        self.operator_says("Часы снова верны")
        self.lead_sees("Часы снова верны")
        self.click("#close")
        self.lead_sees("Я снова с вами")

    def test_a_pause_and_a_dead_letter(self):
        """A refused token pauses the lane; a refused message becomes a dead letter."""
        self.ready("Письма")
        self.sandbox.post("/faults", {"place": "livetex", "method": "sendText", "action": "answer", "status": 401, "code": 2})
        self.lead_says("Токен не подошёл")
        self.wait("the lane is paused", lambda: "пауза" in self.text("#waiting"))
        self.click("#waiting button")
        self.operator_sees("Токен не подошёл")
        self.refused("Первый отказ")
        self.click("#letters .letter button:not(.plain)")
        # Only then may the next call be refused.
        self.operator_sees("Первый отказ")
        self.refused("Второй отказ")
        self.click("#letters .letter button.plain")
        self.wait("it is gone", lambda: not self.all("#letters .letter"))
        self.assertEqual(self.count("Второй отказ"), 0)

    def refused(self, text):
        """The lead says something that LiveTex refuses."""
        self.sandbox.post("/faults", {"place": "livetex", "method": "sendText", "action": "answer", "status": 400, "code": 9})
        self.lead_says(text)
        self.wait("a dead letter", lambda: self.all("#letters .letter"))


class InjectionTest(PageTest):
    logs_requests = True
    ATTACK = '"><img src=x onerror="window.hacked=1"><script>window.hacked=1</script>{{1}}javascript:alert(1)'

    def test_nothing_from_a_wire_runs(self):
        """The attack is in every field of both wires that a page could show."""
        attack = self.ATTACK
        lead = {"id": attack, "bot_id": 49, "channel": "telegram", "name": attack}
        file = {"kind": "image", "url": "http://127.0.0.1:9/" + "x.png?a=<script>", "name": attack, "mime": attack, "size": 1}
        message = {"id": attack, "text": attack, "attachments": [file]}
        menu = {"items": [{"code": attack, "label": attack, "script_code": attack}]}
        events = [
            ("lead.message", {"message": message}),
            ("bot.message", {"message": {"id": "b", "text": attack, "menu": menu, "attachments": [file]}}),
            ("lead.menu_choice", {"message": {"id": "c"}, "choice": {"code": attack, "label": attack}}),
            ("lead.attributes", {"mode": "merge", "attributes": {attack: attack}}),
            (attack, {attack: attack}),
        ]
        self.put_online()
        for type, data in events:
            self.sandbox.post("/event", {"type": type, "lead": lead, "data": data})
        self.sandbox.post("/event", {"type": "transfer.request", "lead": lead, "data": {"reason": attack}})
        user = self.wait("the conversation", lambda: [
            call["user"] for call in self.sandbox.get("/journal") if call["name"] == "selectDestination"])[-1]
        self.sandbox.post("/operator/says", {"operator": "501", "user": user, "text": attack})
        self.sandbox.post("/operator/sends", {
            "operator": "501", "user": user, "url": "http://127.0.0.1:9/y.png", "name": attack, "comment": attack})
        self.sandbox.post("/holds", {"user": user, "text": attack})
        self.one("#leads").find_elements("css selector", "option")[-1].click()
        for row in self.all("#conversations button"):
            row.click()
        self.wait("the operator sees the attack", lambda: any("onerror" in line for line in self.texts("#deskMessages > *")))
        self.one("#filter").send_keys("onerror")
        for row in [row for row in self.all("#calls > li") if row.is_displayed()][:12]:
            self.push(row.find_element("css selector", "summary"))
        self.assertIsNone(self.browser.execute_script("return window.hacked ?? null"))
        self.assertEqual(self.all("main script, main img[src=x]"), [])
        self.nothing_left_the_machine()

    def test_a_sent_page_does_not_run(self):
        """A file of HTML or SVG is served so that it cannot run in the sandbox's origin."""
        import urllib.request
        for name in ["attack.html", "attack.svg"]:
            request = urllib.request.Request(
                self.sandbox.url + "/sandbox/files?name=" + name, b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>")
            with urllib.request.urlopen(request) as answer:
                url = json.load(answer)["url"]
            with urllib.request.urlopen(url) as answer:
                self.assertEqual(answer.headers["Content-Type"], "application/octet-stream")
                self.assertEqual(answer.headers["Content-Disposition"], "attachment")
                self.assertIn("sandbox", answer.headers["Content-Security-Policy"])

    def test_the_policy_forbids_inline_scripts(self):
        self.browser.execute_script("""
            const script = document.createElement("script");
            script.textContent = "window.hacked = 1";
            document.body.append(script);
            const image = document.createElement("img");
            image.src = "http://127.0.0.2:9/leak.png";
            document.addEventListener("securitypolicyviolation", event => (window.blocked ??= []).push(event.effectiveDirective));
            document.body.append(image);""")
        self.wait("the image is blocked", lambda: "img-src" in (self.browser.execute_script("return window.blocked") or []))
        self.assertIsNone(self.browser.execute_script("return window.hacked ?? null"))

    def nothing_left_the_machine(self):
        for entry in self.browser.get_log("performance"):
            message = json.loads(entry["message"])["message"]
            if message["method"] == "Network.requestWillBeSent":
                url = message["params"]["request"]["url"]
                self.assertTrue(url.startswith((self.sandbox.url, "data:", "blob:", "about:", "chrome")), url)
