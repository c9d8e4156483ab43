// A served LeerID per journey: a fresh state, filled once per engine and copied, on free ports.
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
const START_MS = 30000, STOP_MS = 10000;

export const SCHOOL = 2, OTHER_SCHOOL = 100;
export const engines = ["sqlite", "postgresql"];
export const hasEngine = engine => engine === "sqlite" || Boolean(POSTGRES);

// PostgreSQL copies a database for one client at a time
let top, count = 0, copied = Promise.resolve();
const filled = {};

async function folder() {
  top ??= mkdtemp(join(tmpdir(), "leerid-browser-"));
  return top;
}

// The environment of every leerid process of one state; excludes the caller's LEERID_ settings.
function environment(state, database, extra = {}) {
  const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("LEERID_")));
  return {...own, LANG: "C.UTF-8", LEERID_STATE: state, ...(database ? {LEERID_DATABASE: database} : {}), ...extra};
}

const sql = (database, text) => run("psql", ["-qAt", "-h", POSTGRES, "-U", "leerid", "-d", database, "-c", text]);
const address = name => name && `postgresql://leerid@/${name}?host=${POSTGRES}`;

// Two schools: that of the manual, with 200 pupils, and one that some of them attend as well.
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
    const from = await (filled[engine] ??= fill(engine)), number = ++count;
    server.engine = engine;
    server.state = join(await folder(), `state-${number}`);
    await cp(from.state, server.state, {recursive: true});
    server.seen = 0; // length of its log before it restarted
    server.database = from.database && `copy_${number}`;
    if (server.database) await (copied = copied.then(() => sql("postgres", `create database ${server.database} template ${from.database}`)));
    server.settings = Object.fromEntries(Object.entries(settings).map(([key, value]) => [`LEERID_${key.toUpperCase()}`, String(value)]));
    await server.serve().catch(() => {
      server.ports = null; // another process took one of the ports in between
      return server.serve();
    });
    return server;
  }

  // Starts the program; also after stop(), with the same state and addresses.
  async serve() {
    const ports = this.ports ??= await freePorts(2);
    [this.loket, this.mijn] = ports.map(port => `http://localhost:${port}`);
    this.env = environment(this.state, address(this.database), {
      LEERID_LOKET_LISTEN: `127.0.0.1:${ports[0]}`, LEERID_MIJN_LISTEN: `127.0.0.1:${ports[1]}`,
      LEERID_LOKET_URL: this.loket, LEERID_MIJN_URL: this.mijn,
      LEERID_SMTP_URL: "smtp://127.0.0.1:9", LEERID_MAIL_FROM: "leerid@example.org", ...this.settings});
    const log = await open(join(this.state, "log"), "a");
    this.process = spawn(LEERID, ["serve"], {env: this.env, stdio: ["ignore", log.fd, log.fd]});
    await log.close();
    // waits for its output, not for a response on the port, which could be another server's
    for (const begin = Date.now(); !(await this.log()).includes(`mijn.leerid: ${this.mijn}\n`, this.seen);) {
      if (this.process.exitCode !== null) throw new Error(`leerid serve ended:\n${await this.log()}`);
      if (Date.now() - begin > START_MS) throw new Error(`leerid serve does not start:\n${await this.log()}`);
      await new Promise(resolve => setTimeout(resolve, 20));
    }
    this.seen = (await this.log()).length;
  }

  log() { return readFile(join(this.state, "log"), "utf8"); }

  // Runs a command on the same state; returns the object it prints with --json.
  async leerid(...words) {
    const done = await run(LEERID, [...words.map(String), "--json"], {env: this.env, maxBuffer: 1 << 26});
    return JSON.parse(done.stdout);
  }

  // Creates a staff member: {name, password, url}; url is the one-time link.
  staff(name, {role = "manager", schools = role === "operator" ? [] : [SCHOOL], classes = []} = {}) {
    return this.leerid("staff", "add", name, "--role", role, ...schools.flatMap(s => ["--school", s]), ...classes.flatMap(c => ["--class", c]));
  }

  // Changes the database directly: "UPDATE staff_session SET seen_ms = seen_ms - 1860000" simulates
  // half an hour.
  change(statement) {
    if (this.database) return sql(this.database, statement);
    return run("/usr/bin/python3", ["-c", "import sqlite3, sys; d = sqlite3.connect(sys.argv[1], timeout=10); d.execute(sys.argv[2]); d.commit()",
      join(this.state, "leerid.db"), statement]);
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

// Returns free ports below the kernel's ephemeral range, taken in order from a range of this
// process, so that neither two journeys nor two concurrent runs get the same.
const RANGES = 40, RANGE = 500, FIRST_PORT = 10000 + process.pid % RANGES * RANGE;
let given = 0;

export async function freePorts(wanted) {
  const ports = [];
  while (ports.length < wanted) {
    const port = FIRST_PORT + given++ % RANGE;
    if (await isFree(port)) ports.push(port);
  }
  return ports;
}

const isFree = port => new Promise(resolve => {
  const server = createServer().once("error", () => resolve(false)).listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
});

export async function closeStates() {
  if (top) await rm(await top, {recursive: true, force: true});
}
