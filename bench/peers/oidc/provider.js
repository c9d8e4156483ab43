// oidc-provider in a typical set-up: a durable store (SQLite, WAL, synchronous FULL), Argon2id for
// passwords, its own sign-in page. Usage: node provider.js PORT FILE ALG equal|own (Argon2id as in
// LeerID, or with the defaults of the library). Accounts pupil0 … pupil9 with the password "kaas
// fietst".
import {createServer} from "node:http";
import {DatabaseSync} from "node:sqlite";
import {generateKeyPairSync} from "node:crypto";
import argon2 from "argon2";
import Provider from "oidc-provider";

const [port, file, alg, cost] = process.argv.slice(2);
const db = new DatabaseSync(file);
db.exec(`
  PRAGMA journal_mode=WAL;
  PRAGMA synchronous=FULL;
  CREATE TABLE model (id TEXT PRIMARY KEY, payload TEXT, ends INTEGER, grant_id TEXT, uid TEXT);
  CREATE INDEX g ON model (grant_id);
  CREATE INDEX u ON model (uid)`);
const put = db.prepare(`INSERT INTO model VALUES (?,?,?,?,?) ON CONFLICT (id) DO UPDATE SET
  payload=excluded.payload, ends=excluded.ends, grant_id=excluded.grant_id, uid=excluded.uid`);
const get = db.prepare("SELECT payload FROM model WHERE id = ? AND ends > ?"),
    byUid = db.prepare("SELECT payload FROM model WHERE uid = ? AND ends > ?");
const drop = db.prepare("DELETE FROM model WHERE id = ?"),
    dropGrant = db.prepare("DELETE FROM model WHERE grant_id = ?");
const read = row => row && JSON.parse(row.payload), now = () => Math.floor(Date.now() / 1000);

class Store {
  constructor(name) { this.name = name; }
  key(id) { return `${this.name}:${id}`; }
  async upsert(id, payload, seconds) { put.run(this.key(id), JSON.stringify(payload), now() +
      (seconds ?? 86400), payload.grantId ?? null, payload.uid ?? null); }
  async find(id) { return read(get.get(this.key(id), now())); }
  async findByUid(uid) { return read(byUid.get(uid, now())); }
  async findByUserCode() {}
  async consume(id) { const payload = await this.find(id);
      await this.upsert(id, {...payload, consumed: now()}, 600); }
  async destroy(id) { drop.run(this.key(id)); }
  async revokeByGrantId(id) { dropGrant.run(id); }
}

const options = cost === "own" ? {} : {memoryCost: 7168, timeCost: 5, parallelism: 1};
const people = Object.fromEntries(await Promise.all(Array.from({length: 10},
    async (_, i) => [`pupil${i}`, await argon2.hash("kaas fietst", options)])));
const pair = alg === "ES256" ? generateKeyPairSync("ec", {namedCurve: "P-256"}) :
    generateKeyPairSync("rsa", {modulusLength: 2048});
const issuer = `http://localhost:${port}`;
const provider = new Provider(issuer, {
  adapter: Store,
  clients: [{client_id: "bench", client_secret: "geheim-van-de-meting",
      redirect_uris: ["https://app.example.org/terug"], id_token_signed_response_alg: alg,
      token_endpoint_auth_method: "client_secret_basic"}],
  jwks: {keys: [{...pair.privateKey.export({format: "jwk"}), alg, use: "sig", kid: "k"}]},
  findAccount: (context, id) => ({accountId: id, claims: () => ({sub: id, given_name: "An"})}),
  claims: {openid: ["sub"], profile: ["given_name"]},
  features: {devInteractions: {enabled: false}},
  interactions: {url: (context, interaction) => `/aanmelden/${interaction.uid}`},
  loadExistingGrant: async context => {
    const known = context.oidc.session.grantIdFor(context.oidc.client.clientId);
    if (known) return context.oidc.provider.Grant.find(known);
    const grant = new context.oidc.provider.Grant({clientId: context.oidc.client.clientId,
        accountId: context.oidc.session.accountId});
    grant.addOIDCScope("openid profile");
    await grant.save();
    return grant;
  },
  cookies: {keys: ["voor de meting"]},
  ttl: {Interaction: 600, Session: 3600, Grant: 3600, AccessToken: 900, IdToken: 3600,
      AuthorizationCode: 60},
});
const answer = provider.callback();
createServer(async (request, response) => {
  if (!request.url.startsWith("/aanmelden/")) return answer(request, response);
  if (request.method === "GET") {
    await provider.interactionDetails(request, response);
    return response.writeHead(200,
        {"Content-Type": "text/html"}).end("<form method=post><input name=u>" +
        "<input name=p type=password><button>Meld aan</button></form>");
  }
  let text = "";
  for await (const piece of request) text += piece;
  const form = new URLSearchParams(text), known = people[form.get("u")];
  if (!known || !await argon2.verify(known, form.get("p"))) return response.writeHead(403).end();
  return provider.interactionFinished(request, response, {login: {accountId: form.get("u")}},
      {mergeWithLastSubmission: false});
}).listen(Number(port), "localhost");
