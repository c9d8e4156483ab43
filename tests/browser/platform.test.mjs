// Operators admit schools, staff and applications; a school switches an application on.
import assert from "node:assert/strict";
import {journey, pageIsFine} from "./browser.mjs";
import {button, heading, link, PASSWORD, signInAs, text} from "./loket.mjs";

journey("an operator adds a school and staff, who come in by the link that is shown once", {both: true}, async ({server, page, open}) => {
  await signInAs(page, server, "platform", {role: "operator"});
  await page.goto(`${server.loket}/platform`);
  await page.getByLabel("Instellingsnummer", {exact: true}).fill("4711");
  await page.getByLabel("Naam van de instelling").fill("Atheneum De Wilg");
  await button(page, "Voeg toe").first().click();
  await text(page, "Atheneum De Wilg");
  await page.getByLabel("Gebruikersnaam", {exact: true}).fill("nieuw");
  await page.getByLabel("Instellingsnummers").fill("4711");
  await button(page, "Voeg toe").last().click();
  await heading(page, "Toegang voor nieuw").waitFor();
  const url = (await page.getByText(/\/uitnodiging\//).innerText()).trim();
  await pageIsFine(page, "platform");
  await page.reload().catch(() => null);
  const guest = await open();
  await guest.goto(url);
  await guest.getByLabel("Nieuw wachtwoord", {exact: true}).fill(PASSWORD);
  await button(guest, "Bewaren").click();
  await text(guest, "Er zijn nog geen leerlingen");
  await pageIsFine(guest, "lijst-zonder-leerlingen");
  await guest.goto(`${server.loket}/platform`);
  assert.equal(guest.sent.status, 404);
});

journey("Applicatie beheer: admitted by the operator, switched on by the school", {both: true}, async ({server, page, open}) => {
  await signInAs(page, server, "platform", {role: "operator"});
  await page.goto(`${server.loket}/platform/applicaties/nieuw`);
  await pageIsFine(page, "toelaten");
  await page.getByLabel("Naam", {exact: true}).fill("Leesplein");
  await page.getByLabel("Adressen na het aanmelden (redirect_uri)").fill("ftp://geen");
  await button(page, "Bewaar").click();
  await heading(page, "Er is nog niets bewaard").waitFor();
  await pageIsFine(page, "toelaten-fout");
  await page.getByLabel("Adressen na het aanmelden (redirect_uri)").fill("https://leesplein.example/terug");
  await button(page, "Bewaar").click();
  await heading(page, "Geef dit aan de maker van de applicatie").waitFor();
  await pageIsFine(page, "toegelaten");
  const school = await open();
  await signInAs(school, server, "anna");
  await link(school, "Applicatie beheer").click();
  await text(school, "Leesplein");
  await pageIsFine(school, "applicaties");
  await school.getByRole("link", {name: /^Toon/}).click();
  await heading(school, "Leesplein").waitFor();
  await school.getByLabel("4de leerjaar").check();
  await pageIsFine(school, "applicatie");
  await button(school, "Bewaar").click();
  await text(school, "1 groep");
  await school.goto(`${server.loket}/netwerken`);
  await pageIsFine(school, "netwerken");
});
