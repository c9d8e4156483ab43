// Everything works without JavaScript: the two chapters of the manual and the list.
import assert from "node:assert/strict";
import {download, htmlIsValid, journey} from "./browser.mjs";
import {sheetRows, unzipped} from "./files.mjs";
import {button, field, heading, link, openPupil, showSecrets, signInAs, text, tick, total} from "./loket.mjs";
import {SCHOOL} from "./server.mjs";

const options = {javascript: false};

journey("without JavaScript: one pupil", options, async ({server, page}) => {
  await signInAs(page, server);
  await htmlIsValid(page);
  await openPupil(page, "bogdan", "Bogdan");
  await htmlIsValid(page);
  await button(page, "Maak een LeerID aan").click();
  await htmlIsValid(page);
  await page.getByRole("radio", {name: "Wachtwoord", exact: true}).check();
  await button(page, "genereer nieuw wachtwoord").click();
  assert.ok(await page.getByRole("radio", {name: "Wachtwoord", exact: true}).isChecked(), "the choice is kept");
  await button(page, "toon").click();
  const zip = await download(page, () => button(page, "Bewaren en afdrukken").click());
  await text(page, "Het LeerID is succesvol aangemaakt.");
  await htmlIsValid(page);
  assert.match(await field(page, "Wachtwoord type"), /^Wachtwoord|^Woord/);
  await unzipped(zip.path, files => assert.ok(Object.keys(files).length >= 2));
  await button(page, "toon").click();
  await htmlIsValid(page);
  for (const tab of ["Account historiek", "Detail account historiek"]) {
    await link(page, tab).click();
    await htmlIsValid(page);
  }
});

journey("without JavaScript: in bulk, everyone the filter matches", {...options, both: true}, async ({server, page}) => {
  await signInAs(page, server);
  await page.getByRole("searchbox").fill("da");
  await page.getByLabel("Status", {exact: true}).selectOption("Geen account");
  await button(page, "Zoek").click();
  const many = await total(page);
  await tick(page, "Kies alle rijen");
  await button(page, "Maak LeerID's aan").click();
  await heading(page, "Bulk: maak LeerID's aan").waitFor();
  assert.equal(await total(page), many);
  await htmlIsValid(page);
  const first = page.getByRole("textbox", {name: /^Gebruikersnaam van /}).first();
  const own = await first.inputValue();
  await first.fill("met@apenstaart");
  await button(page, "Bewaren en afdrukken").click();
  await text(page, "Nog 1 rij om na te kijken");
  assert.equal(await first.inputValue(), "met@apenstaart", "what was typed is kept");
  await htmlIsValid(page);
  await button(page, `Neem ${own}`).click(); // the pupil's own proposal
  assert.equal(await first.inputValue(), own);
  await first.fill("zonder.apenstaart");
  await button(page, "Bewaren en afdrukken").click();
  await heading(page, `${many} LeerID's zijn aangemaakt`).waitFor();
  await showSecrets(page);
  await htmlIsValid(page);
  const zip = await download(page, () => link(page, "Download ZIP bestand (Excel, A4 PDF, sticker PDF's)").click());
  await unzipped(zip.path, async files => {
    const rows = await sheetRows(files[Object.keys(files).find(name => name.endsWith(".xlsx"))]);
    assert.equal(rows.length, many + 1);
    assert.ok(rows.some(row => row[4] === "zonder.apenstaart"));
  });
  await page.goto(`${server.loket}/leerlingen`);
  await link(page, "Kies alle 200 rijen").click();
  await text(page, "Alle 200 rijen zijn gekozen.");
  await button(page, "Maak LeerID's aan").click();
  assert.equal(await total(page), 200 - many);
  await text(page, `${many} gekozen leerlingen hebben al een LeerID en doen niet mee.`);
});

journey("without JavaScript the server says what is wrong with a field, in the language of the page", options, async ({server, page}) => {
  await page.goto(`${server.mijn}/`);
  assert.equal(await page.getByRole("alert").count(), 0);
  await button(page, "Verder").click();
  await page.getByRole("alert").getByText("Typ je gebruikersnaam zoals op je kaartje.").waitFor();
  await htmlIsValid(page);
  await server.leerid("create", "--school", SCHOOL, "--roll-number", 945, "--out", `${server.state}/kaarten.zip`);
  await signInAs(page, server);
  await openPupil(page, "945", "Cauberghs");
  await link(page, "Pas aanmeldgegevens aan").click();
  await page.getByLabel("Gebruikersnaam", {exact: true}).fill("");
  await button(page, "Bewaren en afdrukken").click();
  await page.locator(".err", {hasText: "Vul een gebruikersnaam in."}).waitFor();
  await page.goto(`${server.loket}/instellingen`);
  await page.locator("#dagen").fill("400");
  await page.locator("form:has(#dagen) .btn--go").first().click();
  await page.locator(".err").waitFor();
  await page.goto(`${server.loket}/import`);
  await page.locator("form:has(#bestand) .btn--go").first().click();
  await text(page, "Kies eerst een bestand.");
  await openPupil(page, "945", "Cauberghs");
  await link(page, "Sticker of ander vel").click();
  await page.locator("#x").fill("99");
  await button(page, "Maak het bestand").click();
  await text(page, "Verschuif van -10 tot 10 mm, in stappen van een halve millimeter.");
});
