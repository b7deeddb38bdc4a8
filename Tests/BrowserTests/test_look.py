"""Keyboard, narrow screens, both colour schemes, both languages, and what screen readers need."""

import os

from selenium.webdriver.common.keys import Keys

from harness import REPOSITORY, PageTest


class LookTest(PageTest):
    def tearDown(self):
        self.colours("")
        self.browser.execute_script("localStorage.clear()")

    def overflow(self):
        """Elements that are cut off at the right or make the page scroll sideways."""
        return self.browser.execute_script("""
            const width = document.documentElement.clientWidth;
            const wide = [...document.querySelectorAll("body *")].filter(e => {
                const box = e.getBoundingClientRect();
                return box.width > 0 && (box.right > width + 1 || box.left < -1) && !e.closest(".menu[hidden]");
            });
            const cut = [...document.querySelectorAll("h1,h2,h3,p,span,button,label,dt,dd,li,strong,small")].filter(e =>
                e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).overflowX === "hidden");
            return [...wide, ...cut].map(e => e.outerHTML.slice(0, 120));""")

    def violations(self):
        axe = REPOSITORY / ".build/axe/axe.min.js"
        self.assertTrue(axe.exists(), "axe-core is missing: run scripts/fetch-axe")
        self.browser.execute_script(axe.read_text())
        result = self.browser.execute_async_script("""
            const done = arguments[0];
            axe.run(document, { resultTypes: ["violations"] }).then(done, error => done({ error: String(error) }));""")
        self.assertNotIn("error", result)
        return [f"{rule['id']}: {node['html'][:140]} {node['failureSummary'][:300]}"
                for rule in result["violations"] for node in rule["nodes"]]

    def busy_page(self, name):
        """A page with all parts filled."""
        self.put_online()
        self.start_dialog(name)
        self.choose("Где мой заказ?")
        self.lead_sees("Заказ 705")
        self.click("#leadAttach")
        self.click("#leadFiles [data-sample=picture]")
        self.wait("the picture", lambda: self.all("#leadMessages img"))
        self.transfer()
        self.operator_says("Добрый день! Вижу ваш заказ 705, сейчас всё проверю.")
        self.lead_sees("Вижу ваш заказ")
        self.everything_is_delivered()

    def test_every_width_in_both_schemes(self):
        self.busy_page("Ширина")
        self.set_fault("duplicates")
        self.click("#calls > li summary")
        for width in [360, 414, 768, 1024, 1440, 1920]:
            self.size(width, 900)
            self.wait(f"nothing is cut off at {width}", lambda: self.overflow() == [] or self.fail(f"{width}: {self.overflow()}"))
        for scheme, width in [("light", 1440), ("dark", 360)]:
            self.colours(scheme)
            self.size(width, 900)
            self.assertEqual(self.violations(), [], f"{scheme} {width}")
        self.set_fault("duplicates", False)

    def test_keyboard_only(self):
        """A dialog without a mouse: every control is reached with Tab and has a visible focus."""
        self.start_dialog("Клавиатура")
        body = self.one("body")
        self.browser.execute_script("document.activeElement.blur()")
        seen = []
        for _ in range(80):
            self.browser.switch_to.active_element.send_keys(Keys.TAB)
            state = self.browser.execute_script("""
                const e = document.activeElement, style = getComputedStyle(e);
                return [e.id || e.dataset.fault || e.className || e.tagName, e === document.body || style.outlineStyle !== "none"];""")
            self.assertTrue(state[1], f"no visible focus: {state[0]}")
            seen.append(state[0])
        for control in ["language", "theme", "leads", "newLead", "leadText", "choice", "person", "switch", "filter", "livetex_down"]:
            self.assertIn(control, seen)
        self.assertIsNotNone(body)
        self.one("#leadText").send_keys("С клавиатуры" + Keys.ENTER)
        self.lead_sees("С клавиатуры")
        switch = self.one(".seat .switch")
        switch.send_keys(Keys.SPACE)
        self.wait("Анна is online", lambda: self.one(".seat .switch").get_attribute("aria-checked") == "true")
        choices = self.all("#leadMessages .choice")
        choices[-1].send_keys(Keys.ENTER)
        self.lead_sees("Диалог переведён на оператора")
        self.one("#take").send_keys(Keys.ENTER)
        self.lead_sees("подключился к диалогу")
        self.one("#deskText").send_keys("Ответ" + Keys.ENTER)
        self.lead_sees("Ответ")
        self.one("#leadAttach").send_keys(Keys.ENTER)
        self.browser.switch_to.active_element.send_keys(Keys.ESCAPE)
        self.assertEqual(self.browser.switch_to.active_element.get_attribute("id"), "leadAttach")
        summary = self.one("#calls summary")
        summary.send_keys(Keys.ENTER)
        self.wait("the call is open", lambda: self.all("#calls details[open] pre"))

    def test_both_languages_and_the_theme(self):
        self.assertEqual(self.text("#leadTitle"), "Телефон клиента")
        self.click("#language")
        self.assertEqual(self.text("#leadTitle"), "The lead's phone")
        self.assertEqual(self.one("html").get_attribute("lang"), "en")
        self.assertEqual(self.violations(), [])
        missing = self.browser.execute_script("""
            return [...document.querySelectorAll("[data-word], [data-label]")].filter(e =>
                [e.textContent, e.getAttribute("aria-label")].some(text => text && text === (e.dataset.word ?? e.dataset.label)))
                .map(e => e.outerHTML.slice(0, 100));""")
        self.assertEqual(missing, [])
        dark = lambda: self.browser.execute_script("return getComputedStyle(document.body).backgroundColor") == "rgb(20, 24, 26)"
        self.colours("light")
        self.assertFalse(dark())
        self.click("#theme")
        self.click("#theme")
        self.assertTrue(dark())

    def test_pictures_of_the_documentation(self):
        """With LIVETEX_BRIDGE_WRITE_PAGES=1 docs/images has new ones; the states are reached in any case."""
        self.busy_page("Мария")
        self.put_online(2)
        self.set_fault("platform_down")
        self.operator_says("Заказ привезут завтра к обеду.")
        self.wait("a call waits", lambda: "на платформу" in self.text("#waiting"))
        pictures = {"sandbox-light": ("light", 1440, 1290), "sandbox-dark": ("dark", 1440, 1290), "sandbox-phone": ("light", 360, 820)}
        for name, (scheme, width, height) in pictures.items():
            self.colours(scheme)
            self.size(width, height)
            self.browser.execute_script("window.scrollTo(0, 0)")
            png = self.browser.get_screenshot_as_png()
            self.assertTrue(png.startswith(b"\x89PNG"))
            if os.environ.get("LIVETEX_BRIDGE_WRITE_PAGES"):
                folder = REPOSITORY / "docs/images"
                folder.mkdir(exist_ok=True)
                (folder / f"{name}.png").write_bytes(png)
        self.set_fault("platform_down", False)
        self.lead_sees("Заказ привезут завтра")


class EnglishTest(PageTest):
    language = "en-US"

    def test_an_english_browser_sees_english(self):
        self.assertEqual(self.text("#leadTitle"), "The lead's phone")
        self.new_lead("Mary")
        self.click("#open")
        self.lead_sees("I am the shop's bot")
