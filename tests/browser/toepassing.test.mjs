// Pupils go from applications to LeerID and back, in a real browser, with unmodified clients.
import assert from "node:assert/strict";
import {journey, pageIsFine} from "./browser.mjs";
import {button, heading, link, signInAs, text} from "./loket.mjs";
import {accounts, signIn, withParties} from "./parties.mjs";
import {ApacheParty, NodeParty} from "./party.mjs";

const OWN = "kaas fietst naar mars";

const rekenrots = options => server => NodeParty.start(server, "Rekenrots", {flags: ["--all-schools"], ...options});
const leesbos = options => server => ApacheParty.start(server, "Leesbos", options);

withParties("first sign-in with a temporary password, a second application without one, and logout in one reaches the other", {both: true},
  [rekenrots(), leesbos()], async ({server, page, parties: [first, second]}) => {
    const [ivica] = await accounts(server, "ivica.cauberghs");
    await page.goto(first.address);
    await link(page, "Meld aan met LeerID").click();
    await signIn(page, ivica);
    await heading(page, "Kies je eigen wachtwoord").waitFor();
    await page.getByLabel("Nieuw wachtwoord", {exact: false}).first().fill(OWN);
    await page.getByLabel(/nog (een keer|eens)/i).fill(OWN);
    await button(page, "Bewaar en ga verder").click();
    if (page.url().includes("/e-mail")) await page.getByRole("link", {name: /Sla over|Later|Niet nu/}).click();
    await text(page, "Dag Ivica Cauberghs van 1e lj 3e gr Wetenschappen-wiskunde ASO.");
    assert.equal([...first.sessions.values()][0].claims.acr, "advanced");

    const [answer] = await Promise.all([page.waitForResponse(r => r.url() === `${second.address}/` && r.status() === 200), page.goto(`${second.address}/`)]);
    assert.equal(answer.headers()["x-wie"], "ivica.cauberghs 000002");
    await text(page, "Alleen voor wie is aangemeld.");

    await page.goto(first.address);
    await link(page, "Meld af").click();
    await text(page, "Je komt van Rekenrots.");
    await pageIsFine(page, "afmelden-vraag", {dark: true});
    await button(page, "Meld af").last().click();
    await heading(page, "Tot ziens").waitFor();
    await text(page, "tot ziens");
    for (let i = 0; i < 100 && first.logouts.length === 0; i++) await page.waitForTimeout(100);
    assert.equal(first.logouts.length, 1);
    await page.waitForTimeout(1500);
    await page.goto(`${second.address}/`);
    await heading(page, "Dag! Wie ben jij?").waitFor(); // mod_auth_openidc removed its session too
  });

for (const [client, options] of [["client_secret_basic", {auth: "basic"}], ["a public client", {auth: "none"}], ["form_post", {mode: "form_post"}]])
  withParties(`openid-client: ${client}`, {}, [rekenrots(options)], async ({server, page, parties: [party]}) => {
    const [suheda] = await accounts(server, "suheda.carabin");
    await page.goto(party.address);
    await link(page, "Meld aan met LeerID").click();
    await signIn(page, suheda);
    await text(page, "Dag Süheda Carabin van 4de leerjaar.");
    assert.equal([...party.sessions.values()][0].claims.acr, "basic");
    await page.goto(`${party.address}/in?prompt=none`);
    await text(page, "Dag Süheda Carabin");
    await page.goto(`${party.address}/in?max_age=0`);
    await signIn(page, suheda);
    await text(page, "Dag Süheda Carabin");
  });

withParties("without scripts an answer in a form has a button", {javascript: false}, [rekenrots({mode: "form_post"}), leesbos({mode: "form_post"})],
  async ({server, page, parties: [party, apache]}) => {
    const [suheda] = await accounts(server, "suheda.carabin");
    await page.goto(`${party.address}/in`);
    await signIn(page, suheda);
    await heading(page, "Je gaat verder").waitFor();
    await button(page, "Ga verder").click();
    await text(page, "Dag Süheda Carabin");
    await page.goto(`${apache.address}/`);
    await button(page, "Ga verder").click();
    await text(page, "Alleen voor wie is aangemeld.");
  });

withParties("a school switches an application on, the pupil gets a tile; before that a friendly page", {}, [server => NodeParty.start(server, "Toetslab")],
  async ({server, page, open, parties: [party]}) => {
    const [suheda] = await accounts(server, "suheda.carabin");
    await page.goto(`${party.address}/in`);
    await signIn(page, suheda);
    await heading(page, "Nog geen toegang").waitFor();
    await text(page, "Toetslab staat voor jou niet aan");
    await pageIsFine(page, "geen-toegang", {dark: true});
    await link(page, "Terug naar Toetslab").click();
    await text(page, "access_denied");

    const desk = await open();
    await signInAs(desk, server);
    await link(desk, "Applicatie beheer").click();
    await heading(desk, "Applicaties").waitFor();
    await pageIsFine(desk, "applicaties");
    await desk.getByRole("link", {name: /^Toon/}).click();
    await heading(desk, "Toetslab").waitFor();
    await desk.getByLabel("4de leerjaar", {exact: true}).check();
    await pageIsFine(desk, "applicatie");
    await button(desk, "Bewaren").click();
    await text(desk, "1 groep");

    await page.goto(server.mijn);
    await link(page, "Toetslab").click();
    await link(page, "Meld aan met LeerID").click();
    await text(page, "Dag Süheda Carabin van 4de leerjaar.");
  });

journey("an operator admits an application and sees its secret once", {}, async ({server, page}) => {
  const made = await server.staff("platform", {role: "operator"});
  await page.goto(made.url);
  await page.getByLabel("Nieuw wachtwoord", {exact: true}).fill("vier losse woorden samen");
  await button(page, "Bewaren").click();
  await link(page, "Applicaties van het platform").click();
  await link(page, "Laat een applicatie toe").click();
  await page.getByLabel("Naam", {exact: true}).fill("Rekenrots");
  await page.getByLabel("Adressen na het aanmelden (redirect_uri)").fill("https://rekenrots.example/terug\nhttps://rekenrots.example/anders");
  await pageIsFine(page, "toelaten");
  await button(page, "Bewaren").click();
  await heading(page, "Geef dit aan de maker van de applicatie").waitFor();
  await pageIsFine(page, "toegelaten");
  const clientId = await page.locator("dt", {hasText: /^client_id$/}).locator("xpath=following-sibling::dd[1]").innerText();
  for (const body of [{client_secret: "fout"}, {}])
    await fetch(`${server.mijn}/oidc/token`, {method: "POST", body: new URLSearchParams({grant_type: "authorization_code", code: "x", client_id: clientId, ...body})});
  await fetch(`${server.mijn}/oidc/authorize?client_id=${clientId}&redirect_uri=https://elders.example/terug`);
  await link(page, "Terug naar overzicht").click();
  await page.getByRole("link", {name: "Wijzig Rekenrots"}).click();
  await heading(page, "Geweigerd in de laatste 30 dagen").waitFor();
  await text(page, "redirect_uri is not registered for this client");
  await pageIsFine(page, "toegelaten-geweigerd");
  await link(page, "Terug naar overzicht").click();
  await text(page, "Rekenrots");
  await pageIsFine(page, "platform-applicaties");
});
