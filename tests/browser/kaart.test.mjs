// The card of one pupil: after a new password, of an inactive account, and the message after a
// download.
import assert from "node:assert/strict";
import {download, htmlIsValid, journey, pageIsFine} from "./browser.mjs";
import {button, heading, link, openPupil, signInAs, tick, text} from "./loket.mjs";
import {SCHOOL} from "./server.mjs";

const make = (server, ...numbers) => server.leerid("create", "--school", SCHOOL, ...numbers.flatMap(n => ["--roll-number", n]), "--out", `${server.state}/kaarten.zip`);

for (const javascript of [true, false]) journey(`a new password offers the card on the screen, to print and as a ZIP${javascript ? "" : ", without JavaScript"}`, {javascript}, async ({server, page, problems}) => {
  await make(server, 7028);
  await signInAs(page, server);
  await openPupil(page, "7028", "Bogdan");
  const files = [];
  page.on("download", file => files.push(file.suggestedFilename()));
  await link(page, "Pas aanmeldgegevens aan").click();
  await button(page, "genereer nieuw wachtwoord").click();
  await button(page, "Bewaren en afdrukken").click();
  await heading(page, "Het wachtwoord is gewijzigd.").waitFor();
  const offers = page.getByRole("status").filter({hasText: "Het wachtwoord is gewijzigd."}).locator("a, button");
  assert.deepEqual((await offers.allInnerTexts()).map(name => name.trim()), ["Toon op mijn scherm", "Druk kaart af", "Download ZIP bestand"]);
  assert.equal(await page.locator("main .btn--go").count(), 1);
  if (javascript) await pageIsFine(page, "leerling-nieuwe-kaart");
  else await htmlIsValid(page);
  assert.match((await download(page, () => offers.nth(1).click())).name, /\.pdf$/);
  assert.match((await download(page, () => offers.nth(2).click())).name, /\.zip$/);
  assert.equal(files.length, 2, "nothing is downloaded that was not asked");
  await offers.first().click();
  await heading(page, "Abdulghani Bogdan").waitFor();
  assert.equal(await page.locator(".screen__pics li").count(), 7);
  await link(page, "Sluit").click();
  await heading(page, "Basis LeerID").waitFor();
});

journey("an inactive account has no print buttons and is left out with the reason", {}, async ({server, page}) => {
  await make(server, 7028, 945);
  await signInAs(page, server);
  await openPupil(page, "7028", "Bogdan");
  const card = await link(page, "Druk kaart af").getAttribute("href");
  await page.getByText("Maak inactief", {exact: true}).click();
  await button(page, "Maak het account inactief").click();
  await button(page, "Maak weer actief").waitFor();
  assert.equal(await link(page, "Druk kaart af").count() + await link(page, "Sticker of ander vel").count() + await button(page, "toon").count(), 0);
  await pageIsFine(page, "leerling-inactief");
  await page.goto(server.loket + card);
  await heading(page, "Van deze leerling kan nu geen kaart gedrukt worden.").waitFor();
  await page.goto(`${server.loket}/leerlingen?q=bogdan`);
  await page.locator("tbody .badge", {hasText: "Inactief"}).waitFor();
  assert.equal(await page.locator("tbody .c-act a").count(), 0);
  await page.goto(`${server.loket}/leerlingen`);
  for (const name of ["Abdulghani Bogdan", "Ivica Cauberghs"]) await tick(page, `Kies ${name}`);
  await button(page, "Druk kaarten af").click();
  await heading(page, "1 kaart afdrukken").waitFor();
  await text(page, "Abdulghani Bogdan (7028): het account is inactief. Maak het eerst weer actief om een kaart te drukken.");
  await pageIsFine(page, "afdrukken-inactief");
});

journey("Maak het bestand says what was made and moves the first sticker on", {}, async ({server, page, open}) => {
  await make(server, 7028, 945, 4412);
  await signInAs(page, server);
  await page.goto(`${server.loket}/leerlingen?status=actief`);
  await page.getByLabel("Kies alle rijen", {exact: true}).first().check();
  await button(page, "Druk kaarten af").click();
  const begin = n => page.locator("[data-stok=stickers]").getByLabel(`Begin op sticker ${n}`, {exact: true}), print = () => download(page, () => button(page, "Maak het bestand").click());
  await begin(11).check({force: true});
  assert.match((await print()).name, /^LeerID-000002-.*stickers\.pdf$/);
  await text(page, "3 stickers op 2 vellen, begonnen op sticker 11. De volgende is 2.");
  assert.ok(await begin(2).isChecked());
  await text(page, "Op deze printer stopte je op sticker 1. We beginnen dus op 2.");
  await pageIsFine(page, "afdrukken-gemaakt");
  await print();
  await text(page, "3 stickers op 1 vel, begonnen op sticker 2. De volgende is 5.");
  await page.getByLabel("Gewoon A4").check();
  await print();
  await text(page, "3 kaarten op 1 vel.");
  await page.getByLabel("Alles in een ZIP").check();
  await page.getByLabel("Wachtwoord (mag leeg blijven)").fill("kort");
  await button(page, "Maak het bestand").click();
  await text(page, "Neem voor de ZIP een wachtwoord van minstens 8 tekens, of laat het leeg.");
});

journey("without JavaScript the next page says what was made", {javascript: false}, async ({server, page}) => {
  await make(server, 7028);
  await signInAs(page, server);
  await openPupil(page, "7028", "Bogdan");
  await link(page, "Sticker of ander vel").click();
  await page.locator("[data-stok=stickers]").getByLabel("Begin op sticker 12", {exact: true}).check({force: true});
  await download(page, () => button(page, "Maak het bestand").click());
  await link(page, "Terug").click();
  await text(page, "1 sticker op 1 vel, begonnen op sticker 12. De volgende is 1.");
  await htmlIsValid(page);
});
