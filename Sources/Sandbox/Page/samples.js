// Files to send without looking for one: a picture, a video, a voice message and a document, made here.

import { upload } from "./api.js";
import { $, attempt, el } from "./dom.js";
import { word } from "./words.js";

function canvas() {
  const canvas = el("canvas", { width: 480, height: 300 });
  return canvas;
}

function paint(canvas, angle) {
  const pen = canvas.getContext("2d");
  const sky = pen.createLinearGradient(0, 0, 0, canvas.height);
  sky.addColorStop(0, "#7cc4d8");
  sky.addColorStop(1, "#fbe9c6");
  pen.fillStyle = sky;
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.fillStyle = "#f4b942";
  pen.beginPath();
  pen.arc(360 + 30 * Math.cos(angle), 90 + 20 * Math.sin(angle), 36, 0, 7);
  pen.fill();
  pen.fillStyle = "#0b6e6e";
  pen.beginPath();
  pen.moveTo(0, 300);
  pen.lineTo(0, 220);
  pen.quadraticCurveTo(120, 120, 240, 210);
  pen.quadraticCurveTo(360, 260, 480, 170);
  pen.lineTo(480, 300);
  pen.fill();
}

async function picture() {
  const sheet = canvas();
  paint(sheet, 0);
  return ["photo.png", await new Promise(done => sheet.toBlob(done, "image/png"))];
}

/** A second of video, where the browser can record one. */
async function video() {
  const sheet = canvas();
  paint(sheet, 0);
  const recorder = new MediaRecorder(sheet.captureStream(15), { mimeType: "video/webm" });
  const parts = [];
  recorder.ondataavailable = event => parts.push(event.data);
  const stopped = new Promise(done => (recorder.onstop = done));
  recorder.start();
  const start = performance.now();
  await new Promise(done => {
    const step = () => {
      paint(sheet, (performance.now() - start) / 100);
      if (performance.now() - start > 1000) done();
      else requestAnimationFrame(step);
    };
    step();
  });
  recorder.stop();
  await stopped;
  return ["video.webm", new Blob(parts, { type: "video/webm" })];
}

/** Two tones of half a second, as 8-bit PCM in a WAV file. */
function voice() {
  const rate = 8000, count = rate;
  const view = new DataView(new ArrayBuffer(44 + count));
  const text = (offset, letters) => [...letters].forEach((letter, i) => view.setUint8(offset + i, letter.charCodeAt(0)));
  text(0, "RIFF");
  view.setUint32(4, 36 + count, true);
  text(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, rate, true);
  view.setUint32(28, rate, true);
  view.setUint16(32, 1, true);
  view.setUint16(34, 8, true);
  text(36, "data");
  view.setUint32(40, count, true);
  for (let i = 0; i < count; i++) {
    const tone = i < count / 2 ? 440 : 554;
    view.setUint8(44 + i, 128 + 40 * Math.sin((2 * Math.PI * tone * i) / rate) * Math.min(1, (count - i) / 2000));
  }
  return ["voice.wav", new Blob([view], { type: "audio/wav" })];
}

const document_ = () => ["order-705.txt", new Blob(["Заказ 705\nOrder 705\n"], { type: "text/plain" })];

const makers = { picture, video, voice, document: document_ };

/**
 * Fills the menu of a composer with samples and a choice from the disk.
 *
 * @param send takes an uploaded file: address, name, size and kind.
 */
export function fileMenu(button, menu, send) {
  const close = () => {
    menu.hidden = true;
    button.setAttribute("aria-expanded", "false");
  };
  const pass = async (name, blob) => {
    close();
    button.focus();
    await attempt(async () => send(await upload(name, blob)));
  };
  button.addEventListener("click", () => {
    menu.hidden = !menu.hidden;
    button.setAttribute("aria-expanded", String(!menu.hidden));
    if (!menu.hidden) menu.querySelector("button").focus();
  });
  menu.addEventListener("keydown", event => {
    if (event.key !== "Escape") return;
    close();
    button.focus();
  });
  const input = el("input", { type: "file", className: "hidden", tabIndex: -1, "data-label": "fromDisk" });
  input.addEventListener("change", () => {
    const file = input.files[0];
    input.value = "";
    if (file) pass(file.name, file);
  });
  menu.append(
    ...Object.entries(makers).map(([kind, make]) =>
      el("button", {
        type: "button", className: "plain", "data-word": kind, "data-sample": kind,
        click: () => attempt(async () => pass(...(await make()))),
      })),
    el("button", { type: "button", className: "plain", "data-word": "fromDisk", click: () => input.click() }), input);
}
