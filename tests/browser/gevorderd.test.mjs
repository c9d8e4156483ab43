// A class from primary with basic accounts that become advanced: from the list to the cards, and
// back.
import assert from "node:assert/strict";
import {download, journey, pageIsFine} from "./browser.mjs";
import {button, heading, link, signInAs, text, total} from "./loket.mjs";
import {SCHOOL} from "./server.mjs";

journey("first-years with picture passwords become advanced with their class, and again basic", {both: true}, async ({server, page}) => {
  await server.leerid("create", "--school", SCHOOL, "--class", "3HT", "--type", "basic", "--secret", "picture", "--out", `${server.state}/kaarten.zip`);
  await signInAs(page, server);
  await page.getByRole("link", {name: /^Wordt gevorderd \d+$/}).click();
  await page.waitForURL(/wordt=gevorderd/);
  const all = await total(page);
  assert.ok(all > 5, `${all} are to be turned`);
  await pageIsFine(page, "lijst-wordt-gevorderd");
  await page.getByRole("rowheader").getByRole("link").first().click();
  await heading(page, "Dit basis account wordt gevorderd").waitFor();
  await pageIsFine(page, "leerling-wordt-gevorderd");
  await link(page, "Terug naar overzicht").click();

  await page.getByLabel("Kies alle rijen").check();
  await button(page, "Maak LeerID's aan").click();
  await text(page, `${all} leerlingen hebben een basis LeerID en worden gevorderd`);
  assert.equal(await page.getByLabel(/^Gebruikersnaam van /).count(), 0, "usernames stay");
  const name = (await page.locator("table.bulk .code").first().innerText()).trim();
  await page.getByLabel(/^Neem .+ mee$/).last().uncheck();
  await pageIsFine(page, "bulk-wordt-gevorderd");
  await button(page, "Bewaren en afdrukken").click();
  await heading(page, `${all - 1} LeerID's zijn klaar`).waitFor();
  await heading(page, "GEVORDERD GEWORDEN").waitFor();
  await text(page, name);
  await pageIsFine(page, "bulk-gevorderd-geworden");
  const zip = await download(page, () => link(page, "Download ZIP bestand (Excel, A4 PDF, sticker PDF's)").click());
  assert.match(zip.name, /^LeerID-000002-3HT-\d{4}-\d\d-\d\d-kaarten\.zip$/);

  await page.getByText("Maak alles ongedaan").click();
  await text(page, "heeft weer het basis account met het vorige wachtwoord");
  await pageIsFine(page, "bulk-gevorderd-ongedaan");
  await button(page, "Ja, maak dit ongedaan").click();
  await text(page, `Weer basis, met het vorige wachtwoord: ${all - 1}.`);
  assert.equal(await total(page), all);
});
