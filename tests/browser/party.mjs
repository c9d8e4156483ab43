// Two applications as developers would build them: one with openid-client, one behind Apache with
// mod_auth_openidc. Both show who signed in.
import {spawn} from "node:child_process";
import {createServer} from "node:http";
import {mkdtemp, readFile, rm, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {createRemoteJWKSet, jwtVerify} from "jose";
import * as oidc from "openid-client";
import {freePorts} from "./server.mjs";

const DATA = ["--data", "first_name", "last_name", "username", "email", "school", "group", "class", "level", "type"];
const page = (title, body) => `<!DOCTYPE html><html lang="nl"><meta charset="utf-8"><title>${title}</title><main><h1>${title}</h1>${body}</main></html>`;
const escape = text => String(text).replaceAll(/[&<>"]/g, c => `&#${c.charCodeAt(0)};`);

// Reads the body of a form.
async function form(request) {
  let text = "";
  for await (const piece of request) text += piece;
  return new URLSearchParams(text);
}

export class NodeParty {
  /*
   * options: auth of openid-client ("post", "basic", "none"), mode (response_mode), scope, flags
   * (more arguments of `leerid app add`), host (of its address), hops: its callback redirects
   * through two other origins, as brokers and publishers do
   */
  static async start(server, name, {auth = "post", mode = "query", scope = "openid profile school", flags = [], host = "127.0.0.1", hops = false} = {}) {
    const party = new NodeParty(), [port, ...more] = await freePorts(hops ? 3 : 1);
    Object.assign(party, {name, mode, scope, address: `http://${host}:${port}`, sessions: new Map(), waiting: new Map(), logouts: []});
    party.hops = hops ? [`http://localhost:${more[0]}`, `http://127.0.0.1:${more[1]}`] : [];
    party.origins = [party.address, ...party.hops];
    const made = await server.leerid("app", "add", name, "--redirect-uri", `${party.address}/terug`, "--post-logout-uri", `${party.address}/dag`,
      "--backchannel-uri", `${party.address}/achter`, "--home-url", `${party.address}/`, ...DATA, ...(auth === "none" ? ["--public"] : []), ...flags);
    const ways = {post: () => oidc.ClientSecretPost(made.client_secret), basic: () => oidc.ClientSecretBasic(made.client_secret), none: () => oidc.None()};
    party.clientId = made.client_id;
    party.config = await oidc.discovery(new URL(made.issuer), made.client_id, {}, ways[auth](), {execute: [oidc.allowInsecureRequests]});
    party.http = createServer((request, response) => party.answer(request, response).catch(error => {
      party.error = error;
      response.writeHead(200, {"Content-Type": "text/html"}).end(page("Het lukte niet", `<p>${escape(error.error ?? error.code ?? error.message)}</p>`));
    }));
    party.servers = [party.http, ...await Promise.all(party.hops.map((_, i) => hop(more[i], party.hops[i + 1] ?? party.address)))];
    await new Promise(done => party.http.listen(port, host.replaceAll(/[[\]]/g, ""), done));
    return party;
  }

  async answer(request, response) {
    const url = new URL(request.url, this.address), cookie = /partij=(\w+)/.exec(request.headers.cookie ?? "")?.[1];
    const html = (title, body) => response.writeHead(200, {"Content-Type": "text/html"}).end(page(title, body));
    if (url.pathname === "/") {
      const session = this.sessions.get(cookie);
      if (!session) return html(this.name, `<p>Niemand is aangemeld.</p><a href="/in">Meld aan met LeerID</a>`);
      return html(this.name, `<p>Dag ${escape(session.info.name)} van ${escape(session.info.school_group)}.</p><a href="/uit">Meld af</a>`);
    }
    if (url.pathname === "/in") return response.writeHead(303, {Location: await this.question(Object.fromEntries(url.searchParams))}).end();
    // redirects through two other origins, then back under another path
    if (["/terug", "/dag"].includes(url.pathname) && this.hops.length > 0) {
      const fields = request.method === "POST" ? await form(request) : url.searchParams;
      return response.writeHead(303, {Location: `${this.hops[0]}/rond${url.pathname}?${fields}`}).end();
    }
    if (url.pathname.startsWith("/rond/")) url.pathname = url.pathname.slice("/rond".length);
    if (url.pathname === "/terug") return this.back(request, response, url);
    if (url.pathname === "/uit") {
      const {tokens} = this.sessions.get(cookie);
      return response.writeHead(303, {Location: oidc.buildEndSessionUrl(this.config, {post_logout_redirect_uri: `${this.address}/dag`,
        id_token_hint: tokens.id_token, state: "tot ziens"}).href}).end();
    }
    if (url.pathname === "/dag") return html("Tot ziens", `<p>${escape(url.searchParams.get("state"))}</p>`);
    if (url.pathname === "/achter") return this.heard(await form(request), response);
    return response.writeHead(404).end();
  }

  async question(more) {
    const verifier = oidc.randomPKCECodeVerifier(), state = oidc.randomState(), nonce = oidc.randomNonce();
    this.waiting.set(state, {verifier, nonce, maxAge: more.max_age});
    return oidc.buildAuthorizationUrl(this.config, {redirect_uri: `${this.address}/terug`, scope: this.scope, state, nonce, response_mode: this.mode,
      code_challenge: await oidc.calculatePKCECodeChallenge(verifier), code_challenge_method: "S256", ...more}).href;
  }

  async back(request, response, url) {
    const posted = request.method === "POST" ? await form(request) : url.searchParams;
    const {verifier, nonce, maxAge} = this.waiting.get(posted.get("state"));
    const sent = request.method === "POST" ? new Request(url, {method: "POST", headers: {"Content-Type": "application/x-www-form-urlencoded"}, body: posted}) : url;
    const tokens = await oidc.authorizationCodeGrant(this.config, sent, {pkceCodeVerifier: verifier, expectedState: posted.get("state"), expectedNonce: nonce,
      idTokenExpected: true, ...(maxAge === undefined ? {} : {maxAge: Number(maxAge)})});
    const claims = tokens.claims(), info = await oidc.fetchUserInfo(this.config, tokens.access_token, claims.sub), id = oidc.randomState().replaceAll(/\W/g, "x");
    this.sessions.set(id, {tokens, claims, info});
    response.writeHead(303, {Location: "/", "Set-Cookie": `partij=${id}; HttpOnly; Path=/`}).end();
  }

  // Validates a back-channel logout as the standard requires (2.6), with another library than ours.
  async heard(fields, response) {
    const {payload, protectedHeader} = await jwtVerify(fields.get("logout_token"), createRemoteJWKSet(new URL(this.config.serverMetadata().jwks_uri)),
      {issuer: this.config.serverMetadata().issuer, audience: this.clientId, typ: "logout+jwt", maxTokenAge: "2 minutes", requiredClaims: ["jti", "events", "sid"]});
    if ("nonce" in payload || !payload.events["http://schemas.openid.net/event/backchannel-logout"]) throw new Error("no logout token");
    this.logouts.push({payload, protectedHeader});
    for (const [id, {claims}] of this.sessions) if (claims.sid === payload.sid) this.sessions.delete(id);
    response.writeHead(200, {"Cache-Control": "no-store"}).end();
  }

  async stop() {
    await Promise.all(this.servers.map(server => {
      server.closeAllConnections();
      return new Promise(done => server.close(done));
    }));
  }
}

// An origin that redirects every request to the same path of the next one.
async function hop(port, next) {
  const server = createServer((request, response) => response.writeHead(303, {Location: next + request.url}).end());
  await new Promise(done => server.listen(port, "127.0.0.1", done));
  return server;
}

const MODULES = "/usr/lib/apache2/modules";

export class ApacheParty {
  static async start(server, name, {mode = "query"} = {}) {
    const party = new ApacheParty(), [port] = await freePorts(1);
    party.folder = await mkdtemp(join(tmpdir(), "leerid-apache-"));
    party.address = `http://127.0.0.1:${port}`;
    const made = await server.leerid("app", "add", name, "--all-schools", "--redirect-uri", `${party.address}/terug`, "--post-logout-uri", `${party.address}/open/dag.html`,
      "--backchannel-uri", `${party.address}/terug?logout=backchannel`, "--home-url", `${party.address}/`, ...DATA);
    await writeFile(join(party.folder, "index.html"), page(name, "<p>Alleen voor wie is aangemeld.</p>"));
    await writeFile(join(party.folder, "dag.html"), page("Tot ziens", ""));
    const config = join(party.folder, "apache.conf");
    await writeFile(config, `
ServerRoot ${party.folder}
ServerName 127.0.0.1
Listen 127.0.0.1:${port}
PidFile ${party.folder}/pid
ErrorLog ${party.folder}/error.log
User nobody
Group nogroup
${["mpm_event", "authn_core", "authz_core", "authz_user", "dir", "mime", "headers", "alias", "auth_openidc"].map(m => `LoadModule ${m}_module ${MODULES}/mod_${m}.so`).join("\n")}
TypesConfig /etc/mime.types
DocumentRoot ${party.folder}
DirectoryIndex index.html
Alias /open/ ${party.folder}/
OIDCProviderMetadataURL ${made.issuer}/.well-known/openid-configuration
OIDCClientID ${made.client_id}
OIDCClientSecret ${made.client_secret}
OIDCRedirectURI ${party.address}/terug
OIDCCryptoPassphrase een-lange-zin-voor-deze-test
OIDCScope "openid profile school"
OIDCPKCEMethod S256
OIDCResponseMode ${mode}
OIDCRemoteUserClaim preferred_username
<Location />
  AuthType openid-connect
  Require valid-user
  Header set X-Wie "%{OIDC_CLAIM_preferred_username}e %{OIDC_CLAIM_school_number}e"
</Location>
<Location /open/>
  AuthType none
  Require all granted
</Location>
`);
    await import("node:fs/promises").then(fs => fs.chmod(party.folder, 0o755));
    party.process = spawn("/usr/sbin/apache2", ["-f", config, "-D", "FOREGROUND"], {stdio: ["ignore", "inherit", "inherit"]});
    for (let i = 0; i < 100; i++) {
      if (await fetch(`${party.address}/open/dag.html`).then(r => r.ok, () => false)) return party;
      await new Promise(done => setTimeout(done, 50));
    }
    throw new Error(`Apache does not start:\n${await party.log()}`);
  }

  log() { return readFile(join(this.folder, "error.log"), "utf8").catch(() => ""); }

  async stop() {
    const ended = new Promise(done => this.process.once("exit", done));
    this.process.kill("SIGTERM");
    await ended;
    await rm(this.folder, {recursive: true, force: true});
  }
}
