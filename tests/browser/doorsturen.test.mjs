// Applications whose callback redirects to other origins, two tabs, Back: how a real browser
// handles our responses.
import assert from "node:assert/strict";
import {pageIsFine} from "./browser.mjs";
import {button, heading, link, text} from "./loket.mjs";
import {accounts, signIn, withParties} from "./parties.mjs";
import {NodeParty} from "./party.mjs";

const broker = (name, options) => server => NodeParty.start(server, name, {flags: ["--all-schools"], hops: true, ...options});
const NAME = "Dag Süheda Carabin van 4de leerjaar.";

for (const [how, options] of [["query", {}], ["form_post", {mode: "form_post"}], ["query to [::1]", {host: "[::1]", hops: false}]])
  withParties(`an application behind a redirecting callback: ${how}`, {}, [broker("Makelaar", options)], async ({server, page, parties: [party]}) => {
    const [suheda] = await accounts(server, "suheda.carabin");
    await page.goto(party.address);
    await link(page, "Meld aan met LeerID").click();
    await signIn(page, suheda);
    await text(page, NAME);
    assert.equal(new URL(page.url()).origin, party.address);
    await page.goto(`${party.address}/in`); // signed in already
    await text(page, NAME);
    await link(page, "Meld af").click();
    await heading(page, "Wil je je afmelden?").waitFor();
    await button(page, "Meld af").last().click();
    await heading(page, "Tot ziens").waitFor();
    await text(page, "tot ziens");
    await page.goBack();
    await heading(page, "Je bent afgemeld").waitFor(); // and stays there
  });

withParties("an impatient child presses twice", {}, [broker("Makelaar")], async ({server, page, parties: [party]}) => {
  const [suheda] = await accounts(server, "suheda.carabin");
  await page.goto(`${party.address}/in`);
  await page.getByLabel("Gebruikersnaam", {exact: true}).fill(suheda.username);
  await button(page, "Verder").click();
  await page.getByLabel("Je wachtwoord", {exact: true}).fill(suheda.password);
  await button(page, "Verder").click({clickCount: 2, delay: 60, noWaitAfter: true});
  await text(page, NAME);
});

for (const mode of ["query", "form_post"])
  withParties(`Back never shows a spent answer: ${mode}`, {}, [broker("Makelaar", {mode})], async ({server, page, parties: [party]}) => {
    const [suheda] = await accounts(server, "suheda.carabin"), answers = [];
    page.on("request", request => request.isNavigationRequest() && request.url().includes("/oidc/verder") && answers.push(request.url()));
    await page.goto(party.address);
    await link(page, "Meld aan met LeerID").click();
    await signIn(page, suheda);
    await text(page, NAME);
    await page.goBack();
    await heading(page, "Je bent al verder").waitFor();
    await page.goto(answers[0]);
    await heading(page, "Je bent al verder").waitFor();
    assert.equal(await page.locator("meta[http-equiv=refresh], input[name=code]").count(), 0);
    if (mode === "query") await pageIsFine(page, "al-verder", {dark: true});
    await link(page, "Naar mijn programma's").click();
    await heading(page, "Dag Süheda!").waitFor();
  });

withParties("a browser that does not follow a refresh has a link", {}, [broker("Makelaar")], async ({server, page, parties: [party]}) => {
  const [suheda] = await accounts(server, "suheda.carabin"), other = await page.context().newPage();
  await other.goto(`${party.address}/in`);
  const waiting = new URL(other.url()).searchParams.get("verder");
  await page.goto(`${server.mijn}/aanmelden`);
  await signIn(page, suheda);
  await heading(page, "Dag Süheda!").waitFor();
  await other.route("**/oidc/verder**", async route => {
    const answer = await route.fetch();
    await route.fulfill({response: answer, body: (await answer.text()).replace(/<meta http-equiv="refresh"[^>]*>/, "")});
  });
  await other.goto(`${server.mijn}/oidc/verder?verder=${waiting}`);
  await heading(other, "Je gaat verder").waitFor();
  await pageIsFine(other, "je-gaat-verder", {dark: true});
  await link(other, "Ga verder").click();
  await text(other, NAME);
});

withParties("two tabs with two applications do not mix", {}, [broker("Eerste", {hops: false}), broker("Tweede", {hops: false, host: "localhost"})],
  async ({server, page, parties: [first, second]}) => {
    const [suheda] = await accounts(server, "suheda.carabin"), other = await page.context().newPage(), again = await page.context().newPage();
    const open = async (tab, party) => {
      await tab.goto(`${party.address}/in`);
      await heading(tab, "Dag! Wie ben jij?").waitFor();
    };
    await open(page, first);
    await open(other, second);
    await open(again, first); // the same one twice
    await other.getByLabel("Gebruikersnaam", {exact: true}).fill(suheda.username);
    await button(other, "Verder").click();
    // its form was created before the session
    await other.getByLabel("Je wachtwoord", {exact: true}).waitFor();
    await signIn(page, suheda);
    await text(page, NAME);
    assert.ok(page.url().startsWith(first.address), page.url());
    await other.getByLabel("Je wachtwoord", {exact: true}).fill(suheda.password);
    await button(other, "Verder").click();
    await text(other, NAME);
    assert.ok(other.url().startsWith(second.address), other.url());
    await again.getByLabel("Gebruikersnaam", {exact: true}).fill(suheda.username);
    await button(again, "Verder").click(); // signed in already: continues
    await text(again, NAME);
    assert.equal(first.sessions.size, 2);
  });

withParties("another pupil's card starts on the own page", {}, [broker("Eerste", {hops: false})], async ({server, page, parties: [party]}) => {
  const [suheda, other] = await accounts(server, "suheda.carabin", "ivica.cauberghs");
  await page.goto(`${party.address}/in`); // the first pupil left here
  await heading(page, "Dag! Wie ben jij?").waitFor();
  await page.goto(`${server.mijn}/${suheda.username}`); // as the QR code on a card
  await page.getByLabel("Je wachtwoord", {exact: true}).fill(suheda.password);
  await button(page, "Verder").click();
  await heading(page, "Dag Süheda!").waitFor();
  assert.equal(party.sessions.size, 0);
  assert.ok(other.username);
});
