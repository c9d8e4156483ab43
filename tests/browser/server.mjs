// A served LeerID of its own for each journey: a fresh state, filled once per engine and copied, on ports nobody uses.
import {execFile, spawn} from "node:child_process";
import {cp, mkdir, mkdtemp, open, readFile, rm, writeFile} from "node:fs/promises";
import {createServer} from "node:net";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {promisify} from "node:util";

const run = promisify(execFile);
const BUILD = process.env.LEERID_BUILD;
const LEERID = join(BUILD, "leerid");
const POSTGRES = process.env.LEERID_TEST_POSTGRES;
const START_MS = 15000, STOP_MS = 10000;

export const SCHOOL = 2, OTHER_SCHOOL = 100;
export const engines = ["sqlite", "postgresql"];
export const hasEngine = engine => engine === "sqlite" || Boolean(POSTGRES);

let top, count = 0;
const filled = {};

async function folder() {
  top ??= mkdtemp(join(tmpdir(), "leerid-browser-"));
  return top;
}

// The environment of every leerid of one state; nothing of the caller's own settings gets in.
function environment(state, database, extra = {}) {
  const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("LEERID_")));
  return {...own, LANG: "C.UTF-8", LEERID_STATE: state, ...(database ? {LEERID_DATABASE: database} : {}), ...extra};
}

const sql = (database, text) => run("psql", ["-qAt", "-h", POSTGRES, "-U", "leerid", "-d", database, "-c", text]);
const address = name => name && `postgresql://leerid@/${name}?host=${POSTGRES}`;

// Two schools: the manual's own, of 200 pupils, and one that some of them go to as well.
async function fill(engine) {
  const state = join(await folder(), `filled-${engine}`), database = engine === "sqlite" ? null : "filled";
  if (database) await sql("postgres", `create database ${database}`);
  const env = environment(state, address(database));
  const leerid = (...words) => run(LEERID, words.map(String), {env});
  await mkdir(state);
  await leerid("migrate");
  await leerid("sample", "--schools", 1, "--pupils", 200, "--out", join(state, "rosters"));
  await leerid("school", "add", SCHOOL, "BRUSSEL-STAD - TEST School 2 (2)");
  await leerid("school", "add", OTHER_SCHOOL, "Basisschool De Zandloper");
  await leerid("import", join(state, "rosters/leerlingen.csv"), "--yes");
  const few = (await readFile(join(state, "rosters/leerlingen.csv"), "utf8")).split("\n").filter((line, i) => i === 0 || (i > 20 && i < 40));
  const other = join(state, "rosters/ander.csv");
  await writeFile(other, few.join("\n").replaceAll(/^000002;/gm, "000100;"));
  await leerid("import", other, "--yes");
  return {state, database};
}

export class Server {
  // {engine, settings}: settings are LEERID_… variables, {language: "fr"} for LEERID_LANGUAGE=fr.
  static async start({engine = "sqlite", settings = {}} = {}) {
    const server = new Server();
    const from = await (filled[engine] ??= fill(engine));
    server.engine = engine;
    server.state = join(await folder(), `state-${++count}`);
    await cp(from.state, server.state, {recursive: true});
    server.database = from.database && `copy_${count}`;
    if (server.database) await sql("postgres", `create database ${server.database} template ${from.database}`);
    server.settings = Object.fromEntries(Object.entries(settings).map(([key, value]) => [`LEERID_${key.toUpperCase()}`, String(value)]));
    await server.serve();
    return server;
  }

  // Starts the program; also after stop(), with the same state and the same addresses.
  async serve() {
    const ports = this.ports ??= await freePorts(2);
    [this.loket, this.mijn] = ports.map(port => `http://localhost:${port}`);
    this.env = environment(this.state, address(this.database), {
      LEERID_LOKET_LISTEN: `127.0.0.1:${ports[0]}`, LEERID_MIJN_LISTEN: `127.0.0.1:${ports[1]}`,
      LEERID_LOKET_URL: this.loket, LEERID_MIJN_URL: this.mijn, ...this.settings});
    const log = await open(join(this.state, "log"), "a");
    this.process = spawn(LEERID, ["serve"], {env: this.env, stdio: ["ignore", log.fd, log.fd]});
    await log.close();
    const begin = Date.now();
    for (;;) {
      if (this.process.exitCode !== null) throw new Error(`leerid serve ended:\n${await this.log()}`);
      const answer = await fetch(`${this.loket}/healthz`).catch(() => null);
      if (answer?.ok) return;
      if (Date.now() - begin > START_MS) throw new Error(`leerid serve does not answer:\n${await this.log()}`);
      await new Promise(resolve => setTimeout(resolve, 20));
    }
  }

  log() { return readFile(join(this.state, "log"), "utf8"); }

  // A command on the same state; the object it prints with --json.
  async leerid(...words) {
    const done = await run(LEERID, [...words.map(String), "--json"], {env: this.env, maxBuffer: 1 << 26});
    return JSON.parse(done.stdout);
  }

  // A new member of staff: {name, password, url}, url being the one-time link.
  staff(name, {role = "manager", schools = role === "operator" ? [] : [SCHOOL], classes = []} = {}) {
    return this.leerid("staff", "add", name, "--role", role, ...schools.flatMap(s => ["--school", s]), ...classes.flatMap(c => ["--class", c]));
  }

  async stop() {
    if (this.process.exitCode === null && this.process.signalCode === null) {
      const ended = new Promise(resolve => this.process.once("exit", resolve));
      this.process.kill("SIGTERM");
      const late = setTimeout(() => this.process.kill("SIGKILL"), STOP_MS);
      await ended;
      clearTimeout(late);
    }
    return this.process.exitCode;
  }

  async close() {
    await this.stop();
    if (this.database) await sql("postgres", `drop database ${this.database} with (force)`);
    await rm(this.state, {recursive: true, force: true});
  }
}

// Ports the kernel gave and took back: free a moment ago, and given to nobody else soon.
export async function freePorts(wanted) {
  const held = await Promise.all(Array.from({length: wanted}, () => new Promise((resolve, reject) => {
    const server = createServer().once("error", reject).listen(0, "127.0.0.1", () => resolve(server));
  })));
  const ports = held.map(server => server.address().port);
  await Promise.all(held.map(server => new Promise(resolve => server.close(resolve))));
  return ports;
}

export async function closeStates() {
  if (top) await rm(await top, {recursive: true, force: true});
}
