// Pupils and their steps on mijn.leerid, and the mail server of the site.
import {spawn} from "node:child_process";
import {mkdir, readFile, readdir} from "node:fs/promises";
import {createServer} from "node:net";
import {join} from "node:path";
import {sheetRows, unzipped} from "./files.mjs";
import {SCHOOL} from "./server.mjs";

export const PICTURES = ["hond", "vis", "eend", "vlinder", "banaan", "appel", "ijsje", "boom", "politie", "robot", "zon", "auto", "deur", "fototoestel", "rugzak", "bal"];
export const OWN = "kaas fietst naar mars";
const KINDS = {pictures: ["--type", "basic", "--secret", "picture"], word: ["--type", "basic", "--secret", "word"], temporary: ["--type", "advanced"]};
const FIRST = {pictures: 0, word: 20, temporary: 40};

// Creates accounts of a kind: [{username, secret, first, last}], from the workbook of their cards
// (a single card has none).
export async function pupils(server, kind, count = 2) {
  const roster = (await readFile(join(server.state, "rosters/leerlingen.csv"), "utf8")).split("\n").slice(1 + FIRST[kind], 1 + FIRST[kind] + count);
  const file = join(server.state, `${kind}.zip`);
  await server.leerid("create", "--school", SCHOOL, "--roll-number", ...roster.map(line => line.split(";")[1]), ...KINDS[kind], "--out", file);
  return unzipped(file, async files => {
    const found = [];
    for (const name of Object.keys(files).filter(name => name.endsWith(".xlsx"))) {
      const [head, ...rows] = await sheetRows(files[name]);
      const cell = (row, title) => row[head.indexOf(title)];
      found.push(...rows.map(row => ({username: cell(row, "LeerID Gebruikersnaam"), secret: cell(row, "LeerID Wachtwoord"), first: cell(row, "Voornaam"), last: cell(row, "Achternaam")})));
    }
    return found;
  });
}

export const button = (page, name) => page.getByRole("button", {name, exact: true});
export const heading = (page, name) => page.getByRole("heading", {name, exact: true});
export const tile = (page, name) => page.locator(".tile", {hasText: new RegExp(`^${name}$`)});

export async function typePassword(page, secret) {
  await page.getByLabel("Je wachtwoord", {exact: true}).fill(secret);
  await button(page, "Verder").click();
}

export async function signIn(page, server, {username, secret}) {
  await page.goto(`${server.mijn}/${username}`);
  await typePassword(page, secret);
}

export async function chooseOwn(page, password = OWN) {
  await page.getByLabel("Nieuw wachtwoord", {exact: true}).fill(password);
  await page.getByLabel("Typ het nog eens", {exact: true}).fill(password);
  await button(page, "Bewaar en ga verder").click();
}

export async function tapAll(page, names) {
  for (const name of names) await tile(page, name).click();
}

// Debian's aiosmtpd, which stores mails in a folder.
export class Mail {
  static async start(folder) {
    const mail = new Mail(), port = await new Promise(resolve => {
      const server = createServer().listen(0, "127.0.0.1", () => { const {port: free} = server.address(); server.close(() => resolve(free)); });
    });
    mail.box = join(folder, "box");
    await mkdir(folder, {recursive: true});
    mail.process = spawn("/usr/bin/python3", ["-m", "aiosmtpd", "-n", "-l", `127.0.0.1:${port}`, "-c", "aiosmtpd.handlers.Mailbox", mail.box], {stdio: "ignore"});
    mail.url = `smtp://127.0.0.1:${port}`;
    return mail;
  }

  // Waits for that many mails; returns their links.
  async links(count) {
    for (const begin = Date.now(); Date.now() - begin < 15000;) {
      const names = await readdir(join(this.box, "new")).catch(() => []);
      const texts = await Promise.all(names.map(name => readFile(join(this.box, "new", name), "utf8")));
      const links = texts.flatMap(text => text.replaceAll(/=\r?\n/g, "").replaceAll("=3D", "=").match(/http:\/\/\S+/) ?? []);
      if (links.length >= count) return links;
      await new Promise(resolve => setTimeout(resolve, 100));
    }
    throw new Error(`no ${count} mails came`);
  }

  async close() {
    const ended = new Promise(resolve => this.process.once("exit", resolve));
    if (this.process.exitCode === null && this.process.kill()) await ended;
  }
}
