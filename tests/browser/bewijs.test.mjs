// Confirming the password, an expired session, the page's menu bar: input stays, and no user ends
// on a dead end.
import assert from "node:assert/strict";
import {download, journey, pageIsFine} from "./browser.mjs";
import {zipIsLocked} from "./files.mjs";
import {button, field, heading, link, openPupil, PASSWORD, signInAs, text} from "./loket.mjs";
import {SCHOOL} from "./server.mjs";

const make = (server, ...numbers) => server.leerid("create", "--school", SCHOOL, ...numbers.flatMap(n => ["--roll-number", n]), "--out", `${server.state}/kaarten.zip`);
const later = server => server.change("UPDATE staff_session SET proof_ms = proof_ms - 16 * 60000");
const question = page => heading(page, "Geef je wachtwoord nog een keer");
const prove = async page => {
  await question(page).waitFor();
  await page.getByLabel("Wachtwoord", {exact: true}).fill(PASSWORD);
  await button(page, "Ga verder").click();
};
const choose = async (page, server, action) => {
  await page.goto(`${server.loket}/leerlingen?status=actief`);
  await page.getByLabel("Kies alle rijen", {exact: true}).first().check();
  await button(page, action).click();
};
const bar = page => page.locator(".switch");
const inFrench = page => page.locator(".foot [lang=fr]");

journey("a card asked after a quarter of an hour: one proof, and the page one was on stays", {both: true}, async ({server, page}) => {
  await make(server, 945);
  await signInAs(page, server);
  await openPupil(page, "945", "Cauberghs");
  const address = page.url();
  await later(server);
  await link(page, "Druk kaart af").click();
  await question(page).waitFor();
  await pageIsFine(page, "bewijs");
  await link(page, "Terug").click();
  await heading(page, "Ivica Cauberghs").waitFor();
  assert.equal(page.url(), address);
  await link(page, "Druk kaart af").click();
  await bar(page).click(); // of the confirmation page itself: it asks again
  await question(page).waitFor();
  assert.match((await download(page, () => prove(page))).name, /\.pdf$/);
  await text(page, "Je wachtwoord klopt.");
  await pageIsFine(page, "bewijs-gegeven");
  assert.equal(page.url(), address);
});

journey("a ZIP with a password stays one over a proof, and the print page stays", {}, async ({server, page, problems}) => {
  await make(server, 945, 4412);
  await signInAs(page, server);
  await choose(page, server, "Druk kaarten af");
  const zip = page.getByLabel("Wachtwoord (mag leeg blijven)");
  await page.getByLabel("Alles in een ZIP").check();
  await zip.fill("een lang wachtwoord");
  await later(server);
  await button(page, "Maak het bestand").click();
  await question(page).waitFor();
  await pageIsFine(page, "bewijs-formulier");
  await button(page, "Terug").click(); // without confirmation, unchanged
  await heading(page, "2 kaarten afdrukken").waitFor();
  assert.ok(await page.getByLabel("Alles in een ZIP").isChecked());
  await zip.fill("een lang wachtwoord");
  await button(page, "Maak het bestand").click();
  await prove(page);
  await text(page, "Typ het wachtwoord van de ZIP opnieuw.");
  await pageIsFine(page, "afdrukken-zip-opnieuw");
  await zip.fill("een lang wachtwoord");
  const locked = await download(page, () => button(page, "Maak het bestand").click());
  assert.ok(await zipIsLocked(locked.path));

  await page.getByLabel("Gewoon A4").check();
  await later(server);
  await button(page, "Maak het bestand").click();
  // continues automatically
  assert.match((await download(page, () => prove(page))).name, /A4\.pdf$/);
  await heading(page, "2 kaarten afdrukken").waitFor();
  // the script requested a file three times and was refused until the confirmation
  problems.splice(0, 3);
  assert.ok(await page.getByLabel("Gewoon A4").isChecked());
  await choose(page, server, "Klaslijst");
  await page.getByLabel("Met wachtwoorden").check();
  await button(page, "Maak de klaslijst").click();
  await page.getByLabel("Ja, ik wil een lijst met wachtwoorden").check();
  await later(server);
  await button(page, "Maak de klaslijst").click();
  assert.match((await download(page, () => prove(page))).name, /klaslijst-met-wachtwoorden\.pdf$/);
  await text(page, "2 gekozen leerlingen");
});

journey("without scripts a file asked before a proof is one click more", {javascript: false}, async ({server, page}) => {
  await make(server, 945);
  await signInAs(page, server);
  await openPupil(page, "945", "Cauberghs");
  await link(page, "Sticker of ander vel").click();
  await later(server);
  await button(page, "Maak het bestand").click();
  await prove(page);
  await heading(page, "1 kaart afdrukken").waitFor();
  assert.ok((await page.locator("main").innerText()).includes("Je wachtwoord klopt. Klik nog een keer op ‘Maak het bestand’."));
  await download(page, () => button(page, "Maak het bestand").click());
});

journey("the switch and the languages keep what was chosen and typed", {}, async ({server, page}) => {
  await make(server, 945, 4412);
  await signInAs(page, server);
  for (const [action, says, french] of [["Druk kaarten af", /^2 kaarten afdrukken$/, /^Imprimer 2 cartes$/], ["Klaslijst", /^Klaslijsten$/, /^Listes de classe$/]]) {
    await choose(page, server, action);
    await bar(page).click();
    await page.getByRole("heading", {name: says}).waitFor();
    await inFrench(page).click();
    await page.getByRole("heading", {name: french}).waitFor();
    assert.equal(await page.locator("#werk [name=l]").count(), 2);
    await page.locator(".foot [lang=nl]").click();
    await page.getByRole("heading", {name: says}).waitFor();
  }
  await openPupil(page, "945", "Cauberghs");
  const address = page.url();
  await button(page, "toon").or(link(page, "verberg")).click();
  await bar(page).click();
  await heading(page, "Ivica Cauberghs").waitFor();
  assert.equal(page.url(), address);
  await link(page, "Pas aanmeldgegevens aan").click();
  const username = page.getByLabel("Gebruikersnaam", {exact: true});
  await username.fill("half.getypt");
  const pressed = await bar(page).getAttribute("aria-pressed");
  await bar(page).click();
  await page.waitForFunction(before => document.querySelector(".switch").getAttribute("aria-pressed") !== before, pressed);
  assert.equal(await username.inputValue(), "half.getypt");
  await username.press("Enter"); // saves, instead of pressing the switch
  await text(page, "De aanmeldgegevens zijn gewijzigd.");
  assert.equal(await field(page, "Gebruikersnaam"), "half.getypt");
});

journey("changing an account: what is printed, what is lost and what did not change is said", {}, async ({server, page}) => {
  await make(server, 945, 4412);
  await signInAs(page, server);
  await openPupil(page, "945", "Cauberghs");
  const change = link(page, "Pas aanmeldgegevens aan"), save = button(page, "Bewaren en afdrukken");
  await change.click();
  await save.click();
  await text(page, "Er was niets te wijzigen.");
  await pageIsFine(page, "wijzig-niets");
  await change.click();
  await page.getByLabel("Gebruikersnaam", {exact: true}).fill("suheda.carabin");
  await page.getByLabel("Of typ zelf een wachtwoord").fill("drie.gele.bussen.77");
  await save.click();
  await text(page, "Typ het wachtwoord opnieuw: het is niet bewaard.");
  await pageIsFine(page, "wijzig-opnieuw-typen");
  await page.getByRole("button", {name: /^Neem /}).click();
  await text(page, "Typ het wachtwoord opnieuw: het is niet bewaard.");
  await page.goto(page.url());
  await page.getByLabel("Gebruikersnaam", {exact: true}).fill("ivica.nieuw");
  await save.click();
  await text(page, "Op de oude kaart staat nog de vorige gebruikersnaam.");
  assert.match((await download(page, () => link(page, "Download ZIP bestand").click())).name, /\.zip$/);
});

journey("who works on after the session is over is told so, and what was typed is kept", {}, async ({server, page}) => {
  await make(server, 945);
  await signInAs(page, server);
  await openPupil(page, "945", "Cauberghs");
  await link(page, "Pas aanmeldgegevens aan").click();
  const idle = () => page.evaluate(() => localStorage.setItem("leerid-laatst", Date.now() - 26 * 60000));
  const goOn = button(page, "Ik werk verder");
  await idle();
  await goOn.click();
  await page.waitForFunction(() => Date.now() - localStorage.getItem("leerid-laatst") < 60000);
  await page.getByLabel("Gebruikersnaam", {exact: true}).fill("nog.niet.bewaard");
  await server.change("UPDATE staff_session SET seen_ms = seen_ms - 31 * 60000");
  await idle();
  await goOn.click();
  await heading(page, "Je sessie is voorbij.").waitFor();
  await pageIsFine(page, "sessie-voorbij-venster");
  await button(page, "Meld opnieuw aan").click();
  await text(page, "Wat je invulde, is bewaard.");
  await page.getByLabel("Gebruikersnaam").fill("beheerder");
  await page.getByLabel("Wachtwoord", {exact: true}).fill(PASSWORD);
  await button(page, "Aanmelden").click();
  await button(page, "Ga verder met wat je invulde").click();
  assert.equal(await page.getByLabel("Gebruikersnaam", {exact: true}).inputValue(), "nog.niet.bewaard");
});
