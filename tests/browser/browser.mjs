// One Chromium for all; each journey has its own contexts, and every page in them is watched.
import assert from "node:assert/strict";
import {mkdirSync, readFileSync} from "node:fs";
import {createRequire} from "node:module";
import {join} from "node:path";
import {chromium} from "playwright-core";
import {invalidHtml} from "./nu.mjs";
import {engines, hasEngine, Server} from "./server.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
export const SCREENS = join(process.env.LEERID_BUILD, "screens");
export const WIDTHS = {1280: 800, 768: 1024, 390: 844};
const NARROW = 320, SHOT = 1600;
const STEP_MS = 15000;
const FLAGS = ["--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

export const journeys = []; // run by main.mjs

let running;
const browser = () => running ??= chromium.launch({executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium-headless-shell", args: FLAGS});
export async function closeBrowser() {
  if (running) await (await running).close();
}

// What must never happen while somebody uses the sites: one line each, checked when the journey
// ends.
function watch(page, own, problems) {
  page.on("pageerror", error => problems.push(`script: ${error.message}`));
  page.on("console", message => {
    // a page answered 4xx is not a fault of the page; its files are checked below
    if (["error", "warning"].includes(message.type()) && !message.text().startsWith("Failed to load resource"))
      problems.push(`console: ${message.text()}`);
  });
  page.on("request", request => {
    if (!own.some(origin => request.url().startsWith(`${origin}/`)) && !/^(data|blob|about):/.test(request.url()))
      problems.push(`elsewhere: ${request.url()}`);
  });
  page.on("response", response => {
    const request = response.request(), status = response.status();
    if (!request.isNavigationRequest()) {
      if (status >= 400) problems.push(`${status}: ${request.url()}`);
    } else if (request.frame() === page.mainFrame() && (response.headers()["content-type"] ?? "").startsWith("text/html") && status !== 303) {
      if (status >= 500) problems.push(`${status}: ${request.method()} ${request.url()}`);
      page.sent = {status, method: request.method(), html: response.text().catch(() => null)};
    }
  });
}

/*
 * journey(name, options, async tools => …): one check with its own server, context and page.
 *    options: engines (["sqlite"]; both: true runs it on PostgreSQL too), javascript (true), width (1280),
 *             context (of newContext), settings (of Server)
 *    tools:   server, context, page, open(options) → another page in its own context, problems
 */
export function journey(name, options, body) {
  const {both = false, javascript = true, width = 1280, context: more = {}, settings = {}} = options;
  for (const engine of both ? engines : ["sqlite"]) {
    const title = both ? `${engine}: ${name}` : name, skip = !hasEngine(engine) && "no PostgreSQL here";
    const run = async () => {
      const server = await Server.start({engine, settings}), problems = [], contexts = [];
      const open = async (wish = {}) => {
        const context = await (await browser()).newContext({javaScriptEnabled: javascript, viewport: {width, height: WIDTHS[width] ?? 800},
          locale: "nl-BE", timezoneId: "Europe/Brussels", acceptDownloads: true, ...more, ...wish});
        contexts.push(context);
        context.setDefaultTimeout(STEP_MS);
        context.on("page", page => watch(page, [server.loket, server.mijn, ...(wish.own ?? [])], problems));
        return context.newPage();
      };
      let page;
      try {
        page = await open();
        await body({server, page, context: page.context(), open, problems});
        assert.deepEqual(problems, []);
      } catch (wrong) {
        await fail(wrong, name, contexts, server);
      } finally {
        await Promise.all(contexts.map(context => context.close().catch(() => null)));
        await server.close();
      }
    };
    journeys.push({title, skip, run});
  }
}

// Saves the page that failed, as a picture and as text, and the output of the server.
async function fail(wrong, name, contexts, server) {
  const lines = [wrong.message.replaceAll(/\x1b\[\d+m/g, "")];
  for (const page of contexts.flatMap(context => context.pages())) {
    const file = await shot(page, `failed-${name}`).catch(() => null);
    lines.push(`on ${page.url()} (${file})`, (await page.locator("main").innerText({timeout: 1000}).catch(() => "")).replaceAll(/\s*\n\s*/g, " / ").slice(0, 700));
  }
  lines.push((await server.log().catch(() => "")).split("\n").slice(-8).join("\n"));
  wrong.message = lines.join("\n");
  throw wrong;
}

async function shot(page, name) {
  mkdirSync(SCREENS, {recursive: true});
  const file = join(SCREENS, `${name.replaceAll(/[^\w.-]+/g, "-")}.png`);
  const {width} = page.viewportSize(), height = await page.evaluate(() => document.documentElement.scrollHeight).catch(() => SHOT);
  await page.screenshot({path: file, fullPage: true, animations: "disabled", clip: {x: 0, y: 0, width, height: Math.min(height, SHOT)}});
  return file;
}

const RULES = {"color-contrast-enhanced": {enabled: true}, "target-size": {enabled: true}};

// a narrow page may hide them, but not their accessible names
const NAMES = ["link-name", "button-name", "label"];

async function axe(page, where, only) {
  await page.evaluate(AXE);
  const options = {rules: RULES, resultTypes: ["violations"], ...only && {runOnly: only}};
  const found = await page.evaluate(wish => globalThis.axe.run(document, wish), options);
  return found.violations.flatMap(v => v.nodes.map(node => `axe ${where} ${v.id}: ${node.target.join(" ")} ${node.any[0]?.message ?? v.help}`));
}

const sideways = page => page.evaluate(() => {
  const {scrollWidth, clientWidth} = document.scrollingElement;
  const far = [...document.body.querySelectorAll("*")].find(e => e.getBoundingClientRect().right > clientWidth + 1 && !e.closest(".sr"));
  return scrollWidth > clientWidth ? `sideways: ${scrollWidth} px wide, ${far?.outerHTML.slice(0, 120)}` : "";
});

const looked = new Set();

// Two different pages never share a title, because tabs and screen readers tell pages apart by
// title. One page at two addresses has the same heading. Responses to forms are skipped: they show
// the page of another address. Usernames are addresses of one kind of page.
const titles = new Map();
async function titleOfItsOwn(page) {
  if (page.sent?.method !== "GET") return "";
  const title = await page.title(), heading = await page.locator("h1").first().textContent();
  const path = new URL(page.url()).pathname.replaceAll(/\/([0-9a-z]{13}|[^/]+\.[^/]+)(?=\/|$)/g, "/:one");
  const other = titles.get(title) ?? titles.set(title, {path, heading}).get(title);
  return other.path === path || other.heading === heading ? "" : `title of ${other.path} too: ${title}`;
}

/*
 * Checks every page: valid HTML, axe at three widths (also dark on the pupil site), no horizontal
 * scrolling at 320 px. Saves pictures <name>-<width>.png in build-test/screens. Once per name; needs
 * JavaScript.
 */
export async function pageIsFine(page, name, {dark = false} = {}) {
  if (looked.has(name)) return;
  looked.add(name);
  const wrong = [], before = page.viewportSize();
  const html = await page.sent?.html;
  assert.ok(html, `no HTML was sent for ${name}`);
  wrong.push(...await invalidHtml(html));
  if (!/^\S.* – LeerID/.test(await page.title())) wrong.push(`title: ${await page.title()}`);
  for (const [width, height] of Object.entries(WIDTHS)) {
    // a window as high as the page, so that a sticky bar covers nothing
    await page.setViewportSize({width: Number(width), height});
    await page.setViewportSize({width: Number(width), height: await page.evaluate(() => document.documentElement.scrollHeight)});
    for (const scheme of dark ? ["light", "dark"] : ["light"]) {
      await page.emulateMedia({colorScheme: scheme});
      await shot(page, `${name}${scheme === "dark" ? "-donker" : ""}-${width}`);
      wrong.push(...await axe(page, `${width} ${scheme}`));
    }
  }
  await page.emulateMedia({colorScheme: null});
  await page.setViewportSize({width: NARROW, height: 640});
  wrong.push(await sideways(page), ...await axe(page, String(NARROW), NAMES), await titleOfItsOwn(page));
  await page.setViewportSize(before);
  assert.deepEqual(wrong.filter(Boolean), [], name);
}

// Checks the HTML that was sent; for pages without JavaScript and for pages checked before.
export async function htmlIsValid(page) {
  assert.deepEqual(await invalidHtml(await page.sent.html), [], page.url());
}

// Returns the file that a button or link downloads: {name, path}.
export async function download(page, click) {
  const [file] = await Promise.all([page.waitForEvent("download"), click()]);
  assert.equal(await file.failure(), null);
  return {name: file.suggestedFilename(), path: await file.path()};
}
