// Creating accounts, where users had difficulties: the shown secret is the created one, a taken
// name is easy to change, back returns to the filtered list.
import assert from "node:assert/strict";
import {download, journey, pageIsFine} from "./browser.mjs";
import {button, field, heading, link, signInAs, text} from "./loket.mjs";
import {SCHOOL} from "./server.mjs";

const WORD = /^[2-9]*[a-z]{3,6}[2-9]*$/;
const secret = page => page.locator("#nu .now .code").innerText();
const radio = (page, name) => page.getByRole("radio", {name, exact: true});

// Opens a pupil of 4A from the filtered list and starts creating an account.
async function begin(page, server, filter) {
  await page.goto(`${server.loket}/leerlingen${filter}`);
  await page.getByRole("rowheader").getByRole("link").first().click();
  await button(page, "Maak een LeerID aan").click();
}

journey("one pupil: another kind is seen at once and is what is made; a taken name is mended in one click", {}, async ({server, page, problems}) => {
  const filter = "?klas=4A&status=geen&orde=-voornaam";
  await server.leerid("create", "--school", SCHOOL, "--roll-number", 945, "--out", `${server.state}/kaarten.zip`);
  await signInAs(page, server);
  await begin(page, server, filter);
  await link(page, "Annuleer").click();
  assert.equal(new URL(page.url()).search, filter);
  await page.goto(`${server.loket}/taken`);
  await page.getByRole("cell", {name: "5WEWI", exact: true}).waitFor();
  assert.equal(await page.getByText("Nog te bewaren").count(), 0, "what was left at once is no task");
  await begin(page, server, filter);
  await button(page, "toon").click();
  assert.equal(await page.locator("#nu .pics--n li").count(), 7);
  await radio(page, "Wachtwoord").check();
  await page.locator("#nu[data-nu=woord] .code").waitFor();
  assert.ok(await radio(page, "Wachtwoord").evaluate(box => box === document.activeElement), "the focus stays");
  const proposed = await secret(page);
  assert.match(proposed, WORD);

  const username = page.getByLabel("Gebruikersnaam", {exact: true});
  const own = await username.inputValue();
  await username.fill("ivica.cauberghs@school.be");
  await button(page, "Bewaren en afdrukken").click();
  await text(page, "Haal de @ weg uit deze gebruikersnaam.");
  problems.length = 0; // the 422 was expected
  await pageIsFine(page, "maak-naam-apenstaart");
  await button(page, `Neem ${own}`).waitFor(); // the pupil's own proposal
  await username.fill("ivica.cauberghs");
  await button(page, "Bewaren en afdrukken").click();
  await text(page, "ivica.cauberghs bestaat al. We stellen ivica.cauberghs2 voor.");
  problems.length = 0;
  await pageIsFine(page, "maak-naam-bestaat");
  await button(page, "Neem ivica.cauberghs2").click();
  assert.equal(await page.getByLabel("Gebruikersnaam", {exact: true}).inputValue(), "ivica.cauberghs2");
  const file = await download(page, () => button(page, "Bewaren en afdrukken").click());
  assert.match(file.name, /^LeerID-000002-4A-\d+-\d{4}-\d\d-\d\d-kaarten\.zip$/);
  await text(page, "Het LeerID is succesvol aangemaakt.");
  assert.equal(await field(page, "Gebruikersnaam"), "ivica.cauberghs2");
  await button(page, "toon").click();
  assert.ok((await field(page, "Wachtwoord")).startsWith(proposed), "the secret that was seen");
  await link(page, "Terug naar overzicht").click();
  assert.equal(new URL(page.url()).search, filter);
});

journey("without JavaScript an old secret is not shown for another kind", {javascript: false}, async ({server, page}) => {
  await signInAs(page, server);
  await begin(page, server, "?klas=4A");
  await button(page, "toon").click();
  await page.locator("#nu .pics--n").waitFor();
  await radio(page, "Wachtwoord").check();
  await page.locator("#nu .pics--n").waitFor({state: "hidden"});
  await page.getByText("Dit type krijgt een ander wachtwoord.").waitFor();
  await button(page, "genereer nieuw wachtwoord").click();
  await button(page, "verberg").waitFor(); // what was shown stays shown
  assert.match(await secret(page), WORD);
});

journey("in bulk: a taken name is mended in one click, and every way back keeps the filter", {both: true}, async ({server, page}) => {
  const filter = "?klas=6A&status=geen&orde=-voornaam", back = () => new URL(page.url()).search;
  await server.leerid("create", "--school", SCHOOL, "--roll-number", 945, "--out", `${server.state}/kaarten.zip`);
  await signInAs(page, server);
  const choose = async () => {
    await page.goto(`${server.loket}/leerlingen${filter}`);
    await page.getByLabel("Kies alle rijen").check();
    await button(page, "Maak LeerID's aan").click();
  };
  await choose();
  await button(page, "Annuleer").click();
  await text(page, "Er is niets gemaakt.");
  assert.equal(back(), filter);

  await choose();
  const name = page.getByLabel(/^Gebruikersnaam van /).first();
  await name.fill("ivica.cauberghs");
  await button(page, "Bewaren en afdrukken").click();
  await heading(page, "Nog 1 rij om na te kijken").waitFor();
  await pageIsFine(page, "bulk-naam-bestaat");
  await button(page, "Neem ivica.cauberghs2").click();
  assert.equal(await name.inputValue(), "ivica.cauberghs2");
  await page.getByLabel(/^Gebruikersnaam van /).nth(1).fill("ivica.cauberghs2");
  await button(page, "Bewaren en afdrukken").click();
  await text(page, /ivica\.cauberghs2 staat ook in rij 1, bij .+\. We stellen ivica\.cauberghs22 voor\./);
  await button(page, "Neem ivica.cauberghs22").click();
  await button(page, "Bewaren en afdrukken").click();
  await heading(page, /^\d+ LeerID's zijn aangemaakt$/).waitFor();
  await page.getByRole("link", {name: /^Stickers/}).click();
  await heading(page, /kaarten afdrukken$/).waitFor();
  await link(page, "Terug").click();
  const zip = await download(page, () => link(page, "Download ZIP bestand (Excel, A4 PDF, sticker PDF's)").click());
  assert.match(zip.name, /^LeerID-000002-6A-\d{4}-\d\d-\d\d-kaarten\.zip$/);
  await link(page, "Terug naar overzicht").click();
  assert.equal(back(), filter);
});
