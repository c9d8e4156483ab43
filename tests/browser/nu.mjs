// The Nu HTML checker (vnu-jar) as one process that receives pages.
import {spawn} from "node:child_process";
import {createRequire} from "node:module";
import {createServer} from "node:net";
import {dirname, join} from "node:path";

const JAR = join(dirname(createRequire(import.meta.url).resolve("vnu-jar/package.json")), "build/dist/vnu.jar");
const START_MS = 60000;
let running;
// each page is checked once; values that differ in each response are not part of the key
const seen = new Map();

async function start() {
  const port = await new Promise(resolve => {
    const server = createServer().listen(0, "127.0.0.1", () => { const {port} = server.address(); server.close(() => resolve(port)); });
  });
  const java = spawn("java", ["-Xss4m", "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dnu.validator.servlet.bind-address=127.0.0.1",
    "-cp", JAR, "nu.validator.servlet.Main", String(port)], {stdio: "ignore"});
  const url = `http://127.0.0.1:${port}/?out=json`;
  for (const begin = Date.now(); Date.now() - begin < START_MS && java.exitCode === null;) {
    const answer = await fetch(url, {method: "POST", headers: {"Content-Type": "text/html; charset=utf-8"}, body: "<!DOCTYPE html><title>a</title>"}).catch(() => null);
    if (answer?.ok) return {java, url};
    await new Promise(resolve => setTimeout(resolve, 200));
  }
  java.kill();
  throw new Error("the Nu HTML checker does not start");
}

// Returns the errors and warnings in the HTML, one per line; empty when it is valid.
export async function invalidHtml(html) {
  const key = html.replaceAll(/value="[^"]*"/g, "");
  if (seen.has(key)) return seen.get(key);
  const {url} = await (running ??= start());
  const answer = await fetch(url, {method: "POST", headers: {"Content-Type": "text/html; charset=utf-8"}, body: html});
  const {messages} = await answer.json();
  const wrong = messages.filter(m => m.type === "error" || m.type === "non-document-error" || m.subType === "warning")
    .map(m => `html ${m.lastLine}:${m.firstColumn ?? m.lastColumn} ${m.message} ${(m.extract ?? "").slice(0, 160)}`);
  seen.set(key, wrong);
  return wrong;
}

export async function closeNu() {
  if (running) (await running.catch(() => null))?.java.kill();
}
