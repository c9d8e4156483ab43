// The identity provider of an organisation, like the Flemish one: the npm package oidc-provider
// with its own sign-in pages, in this process.
import {createServer} from "node:http";
import Provider from "oidc-provider";

export const MFA = "urn:test:mfa";
const PASSWORD_ONLY = "urn:test:password";

export class Organisation {
  // people: {login: claims}; weak: logins that give only a password there
  static async start(port, server, people, weak = []) {
    const organisation = new Organisation();
    organisation.issuer = `http://localhost:${port}`;
    organisation.asked = [];
    organisation.questions = []; // the addresses that browsers requested
    const provider = new Provider(organisation.issuer, {
      clients: [{client_id: "schoolloket", redirect_uris: [`${server.loket}/aanmelden/organisatie/terug`], response_types: ["code"], grant_types: ["authorization_code"],
        token_endpoint_auth_method: "private_key_jwt", jwks: await fetch(`${server.mijn}/oidc/jwks`).then(r => r.json())}],
      claims: {openid: ["sub"], profile: ["given_name", "family_name"], vo: ["vo_id", "vo_doelgroepcode", "vo_orgcode", "vo_orgnaam", "leerid_rol_3d"]},
      scopes: ["openid", "profile", "vo"],
      acrValues: [MFA, PASSWORD_ONLY],
      findAccount: (context, id) => ({accountId: id, claims: () => ({sub: `pseudo-${id}`, ...people[id]})}),
      pkce: {methods: ["S256"], required: () => true},
      features: {devInteractions: {enabled: true}},
      cookies: {keys: ["alleen voor deze test"]},
      ttl: {Interaction: 600, Session: 600, Grant: 600, AccessToken: 600, IdToken: 600},
    });
    // how somebody proved who they are belongs to the sign-in there, not to their claims
    const finish = provider.interactionFinished.bind(provider);
    provider.interactionFinished = (request, response, result, options) => finish(request, response,
      result.login ? {...result, login: {...result.login, acr: weak.includes(result.login.accountId) ? PASSWORD_ONLY : MFA}} : result, options);
    provider.on("interaction.started", context => organisation.asked.push({...context.oidc.params}));
    provider.on("server_error", (context, error) => { organisation.error = error; });
    const answer = provider.callback();
    organisation.http = createServer((request, response) => {
      if (request.url.startsWith("/auth?")) organisation.questions.push(request.url);
      return answer(request, response);
    });
    await new Promise(done => organisation.http.listen(port, "localhost", done));
    return organisation;
  }

  async stop() {
    this.http.closeAllConnections();
    await new Promise(done => this.http.close(done));
  }
}
