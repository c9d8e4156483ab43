// The manual step by step, in its words: chapter 2 (one pupil) and chapter 3 (in bulk).
import assert from "node:assert/strict";
import {download, journey, pageIsFine} from "./browser.mjs";
import {pdfCodes, pdfText, sheetRows, unzipped} from "./files.mjs";
import {button, field, heading, link, openPupil, renewed, search, showSecrets, signInAs, text, tick, total} from "./loket.mjs";
import {chooseOwn, signIn} from "./mijn.mjs";

const TEMPORARY = /^[2-9A-HJ-NP-Za-km-z]{8}$/, WORD = /^[2-9]*[a-z]{3,6}[2-9]*$/;
const DATE = "31 augustus 20\\d\\d";
const COLUMNS = ["Stamnummer", "Administratieve groep", "Voornaam", "Achternaam", "LeerID Gebruikersnaam", "LeerID Wachtwoord"];

const pdfs = files => Object.entries(files).filter(([name]) => name.endsWith(".pdf"));
const a4 = files => pdfs(files).find(([name]) => /a4/i.test(name))[1];

journey("chapter 2: a LeerID for Ivica Cauberghs", {both: true}, async ({server, page, open}) => {
  await signInAs(page, server);
  await link(page, "LeerID beheer").click();
  await openPupil(page, "Ivica", "Cauberghs");
  await heading(page, "Ivica Cauberghs").waitFor();
  await heading(page, "INSCHRIJVINGSGEGEVENS").waitFor();
  await heading(page, "OFFICIËLE GEGEVENS").waitFor();
  for (const [term, value] of [["Stamnummer", "945"], ["Administratieve groep", "1e lj 3e gr Wetenschappen-wiskunde ASO"], ["Geslacht", "M"], ["Geboortedatum", "19 maart 2007"]])
    assert.ok((await field(page, term)).includes(value), term);
  await heading(page, "Nog geen LeerID").waitFor();
  await text(page, new RegExp(`Deze leerling is ingeschreven tot\\s+${DATE}`));
  await pageIsFine(page, "leerling-zonder");

  await button(page, "Maak een LeerID aan").click();
  await heading(page, "LeerID aanmeldgegevens").waitFor();
  assert.equal(await page.getByLabel("Gebruikersnaam", {exact: true}).inputValue(), "ivica.cauberghs");
  await link(page, "Annuleer").waitFor();
  await pageIsFine(page, "maak-gevorderd");
  const zip = await download(page, () => button(page, "Bewaren en afdrukken").click());

  await text(page, "Het LeerID is succesvol aangemaakt.");
  for (const tab of ["Account gegevens", "Account historiek", "Detail account historiek"]) await link(page, tab).waitFor();
  await heading(page, "Gevorderd LeerID").waitFor();
  assert.match(await field(page, "Account status"), new RegExp(`Actief\\s+Wordt automatisch inactief bij einde inschrijving - ${DATE}`));
  assert.equal(await field(page, "Gebruikersnaam"), "ivica.cauberghs");
  assert.match(await field(page, "Wachtwoord type"), /^Gevorderd wachtwoord\s+Moet nieuw wachtwoord kiezen bij eerste aanmelding$/);
  assert.match(await field(page, "LeerID creatie"), /^\d{1,2} [a-z]+ 20\d\d/);
  assert.equal(await field(page, "Laatste aanmelding"), "Nog niet aangemeld");
  await button(page, "Pas aanmeldgegevens aan").or(link(page, "Pas aanmeldgegevens aan")).waitFor();
  await pageIsFine(page, "leerling-gevorderd");

  assert.match(zip.name, /^LeerID-000002-5WEWI-945-\d{4}-\d\d-\d\d-kaarten\.zip$/);
  let printed;
  await unzipped(zip.path, async files => {
    assert.ok(Object.keys(files).every(name => name.endsWith(".pdf")), `only PDFs: ${Object.keys(files)}`);
    assert.equal(pdfs(files).length, 2, "A4 and stickers");
    for (const [name, path] of pdfs(files)) {
      const words = await pdfText(path);
      for (const word of ["1e lj 3e gr Wetenschappen-wiskunde ASO", "Ivica", "Cauberghs", "ivica.cauberghs", "Gebruikersnaam", "Tijdelijk wachtwoord", "LeerID"])
        assert.ok(words.includes(word), `${word} in ${name}`);
      printed = words.match(/Tijdelijk wachtwoord:?\s+(\S+)/)[1];
      assert.match(printed, TEMPORARY);
      assert.deepEqual(await pdfCodes(path), [`${server.mijn}/ivica.cauberghs`]);
      assert.ok(!/ivica|cauberghs/i.test(name), "no name of a pupil in the name of a file");
    }
  });
  const pupil = await open({viewport: {width: 390, height: 844}});
  await signIn(pupil, server, {username: "ivica.cauberghs", secret: printed});
  await chooseOwn(pupil);
  await button(pupil, "Meld af").first().waitFor();
  await page.reload();
  assert.notEqual(await field(page, "Laatste aanmelding"), "Nog niet aangemeld");
});

journey("chapter 2: a picture password for Abdulghani Bogdan", {}, async ({server, page}) => {
  await signInAs(page, server);
  await openPupil(page, "7028", "Bogdan");
  await button(page, "Maak een LeerID aan").click();
  const username = page.getByLabel("Gebruikersnaam", {exact: true});
  assert.equal(await username.inputValue(), "abdulghani.bogdan");
  await button(page, "pas gebruikersnaam aan").click();
  await username.fill("abdulghani.bogdannnn");
  const kinds = page.getByRole("group", {name: "Wachtwoord type"});
  await kinds.getByRole("radio", {name: "Wachtwoord", exact: true}).check();
  await button(page, "toon").click();
  const shown = page.locator("main .code").filter({hasText: /^\S+$/}).last();
  const first = await shown.innerText();
  assert.match(first, WORD);
  await button(page, "genereer nieuw wachtwoord").click();
  if (await button(page, "toon").isVisible()) await button(page, "toon").click();
  assert.notEqual(await shown.innerText(), first);
  assert.equal(await username.inputValue(), "abdulghani.bogdannnn");
  await kinds.getByRole("radio", {name: "Afbeeldingswachtwoord", exact: true}).check();
  await pageIsFine(page, "maak-basis");
  const zip = await download(page, () => button(page, "Bewaren en afdrukken").click());
  await text(page, "Het LeerID is succesvol aangemaakt.");
  await heading(page, "Basis LeerID").waitFor();
  assert.equal(await field(page, "Gebruikersnaam"), "abdulghani.bogdannnn");
  assert.match(await field(page, "Wachtwoord type"), /^Afbeeldingswachtwoord/);
  await pageIsFine(page, "leerling-basis");
  await unzipped(zip.path, async files => {
    for (const [, path] of pdfs(files)) {
      const words = await pdfText(path);
      for (const word of ["6de leerjaar", "Abdulghani", "Bogdan", "abdulghani.bogdannnn", "Wachtwoord"]) assert.ok(words.includes(word), word);
      assert.ok(!words.includes("Tijdelijk"));
    }
  });
});

// Chooses pupils in the list; ends on the page "Bulk: maak LeerID's aan".
async function chooseThree(page) {
  await search(page, "da");
  await renewed(page, () => page.getByLabel("Status", {exact: true}).selectOption("Geen account"));
  await renewed(page, () => button(page, "Zoek").click());
  for (const name of ["Borel Daelemans", "Wilhelmina Daniëls", "Mac Daoust"]) await tick(page, `Kies ${name}`);
  await button(page, "Maak LeerID's aan").click();
  await heading(page, "Bulk: maak LeerID's aan").waitFor();
  await heading(page, "LEERLINGEN ZONDER LEERID").waitFor();
}

const row = (page, name) => page.getByRole("row").filter({hasText: name});

journey("chapter 3: LeerIDs for three pupils", {both: true}, async ({server, page}) => {
  await signInAs(page, server);
  await chooseThree(page);
  assert.equal(await total(page), 3);
  for (const [name, number, username] of [["Borel Daelemans", "55602", "borel.daelemans"], ["Wilhelmina Daniëls", "3362", "wilhelmina.daniels"], ["Mac Daoust", "1961", "mac.daoust"]]) {
    await row(page, `${name} (${number})`).waitFor();
    assert.equal(await page.getByLabel(`Gebruikersnaam van ${name}`).inputValue(), username);
  }
  for (const column of ["Naam + stamnummer", "Gebruikersnaam", "Wachtwoord"]) await page.getByRole("columnheader", {name: column, exact: true}).waitFor();
  await pageIsFine(page, "bulk");
  await button(page, "Bewaren en afdrukken").click();

  await heading(page, "3 LeerID's zijn aangemaakt").waitFor();
  await text(page, "1 LeerID met basis (afbeeldings)wachtwoord: De leerlingen kunnen hun wachtwoord niet zelf aanpassen.");
  await text(page, "2 LeerID's met gevorderd wachtwoord: De leerlingen moeten hun wachtwoord aanpassen nadat ze de eerste keer aangemeld zijn. " +
    "Ze kunnen nadien steeds hun wachtwoord aanpassen en een e-mailadres toevoegen.");
  await heading(page, "NIEUWE BASIS LEERID'S").waitFor();
  await heading(page, "NIEUWE GEVORDERDE LEERID'S").waitFor();
  await pageIsFine(page, "bulk-resultaat");
  await showSecrets(page);
  const shown = await row(page, "Mac Daoust (1961)").locator(".code").last().innerText();
  assert.match(shown, TEMPORARY);

  const zip = await download(page, () => link(page, "Download ZIP bestand (Excel, A4 PDF, sticker PDF's)").click());
  await unzipped(zip.path, async files => {
    const names = Object.keys(files);
    assert.equal(names.filter(name => name.endsWith(".xlsx")).length, 1);
    assert.ok(pdfs(files).length >= 3, `A4 and stickers for each kind: ${names}`);
    const [head, ...rows] = await sheetRows(files[names.find(name => name.endsWith(".xlsx"))]);
    assert.deepEqual(head.slice(0, 6), COLUMNS);
    assert.equal(rows.length, 3);
    const of = number => rows.find(r => r[0] === number);
    assert.deepEqual(of(1961).slice(0, 6), [1961, "1e lj 3e gr Wetenschappen-wiskunde ASO", "Mac", "Daoust", "mac.daoust", shown]);
    assert.equal(of(55602)[5].split("-").length, 7, "the pictures as words");
    const cards = await pdfText(a4(files));
    assert.ok(cards.includes(shown) && cards.includes("Wilhelmina") && cards.includes("Daniëls") && cards.includes("borel.daelemans"));
    assert.deepEqual((await pdfCodes(a4(files))).sort(), ["borel.daelemans", "mac.daoust", "wilhelmina.daniels"].map(name => `${server.mijn}/${name}`));
  });
});

journey("chapter 3: names and kinds are changed before saving, one pupil is left out", {}, async ({server, page}) => {
  await signInAs(page, server);
  await chooseThree(page);
  await page.getByLabel("Gebruikersnaam van Wilhelmina Daniëls").fill("Wil Daniëls");
  await row(page, "Borel Daelemans").getByText("Wachtwoord", {exact: true}).click();
  // as the manual shows this row
  for (const words of ["pas aan", "nieuw gevorderd wachtwoord"]) await row(page, "Mac Daoust").getByTitle(words, {exact: true}).waitFor();
  await row(page, "Borel Daelemans").getByTitle("genereer nieuw wachtwoord", {exact: true}).waitFor();
  await tick(page, "Neem Mac Daoust mee", false);
  await button(page, "nieuw gevorderd wachtwoord voor Wilhelmina Daniëls").click();
  // not in the username field
  await page.waitForFunction(() => document.activeElement?.textContent.trim() === "nieuw gevorderd wachtwoord voor Wilhelmina Daniëls");
  await heading(page, "Bulk: maak LeerID's aan").waitFor();
  assert.equal(await page.getByLabel("Gebruikersnaam van Wilhelmina Daniëls").inputValue(), "wildaniels");
  await button(page, "Zet het vorige wachtwoord terug voor Wilhelmina Daniëls").waitFor();
  await button(page, "Bewaren en afdrukken").click();
  await heading(page, "2 LeerID's zijn aangemaakt").waitFor();
  await showSecrets(page);
  assert.match(await row(page, "Borel Daelemans (55602)").locator(".code").last().innerText(), WORD);
  await row(page, "Wilhelmina Daniëls (3362)").getByText("wildaniels").waitFor();
  assert.equal(await row(page, "Mac Daoust").count(), 0);
});

journey("chapter 3: a whole group by the box at the top", {}, async ({server, page}) => {
  await signInAs(page, server);
  await renewed(page, () => page.getByLabel("Administratieve groep", {exact: true}).selectOption("4de leerjaar"));
  await renewed(page, () => button(page, "Zoek").click());
  const many = await total(page);
  assert.ok(many > 3 && many < 100);
  await tick(page, "Kies alle rijen");
  await button(page, "Maak LeerID's aan").click();
  await heading(page, "Bulk: maak LeerID's aan").waitFor();
  assert.equal(await total(page), many);
  await page.getByRole("group", {name: "Wachtwoord type voor alle basis accounts"}).getByText("Wachtwoord", {exact: true}).click();
  await button(page, `Pas toe op ${many} basis accounts`).click();
  await page.waitForLoadState(); // the last row is there
  assert.equal(await page.locator("input[type=radio][name^='geheim.'][value=woord]:checked").count(), many, "all of them are words now");
  await button(page, "Bewaren en afdrukken").click();
  await heading(page, `${many} LeerID's zijn aangemaakt`).waitFor();
  await page.goto(`${server.loket}/leerlingen?groep=4de+leerjaar&status=geen`);
  await text(page, `Alle ${many} leerlingen hebben een LeerID`);
  await pageIsFine(page, "lijst-klaar");
  await page.goto(`${server.loket}/leerlingen?type=basis`);
  assert.equal(await total(page), many);
});

journey("chapter 3: all two hundred at once, with progress that says how far it is", {}, async ({server, page, context}) => {
  await signInAs(page, server);
  await tick(page, "Kies alle rijen");
  await button(page, "Maak LeerID's aan").click();
  await heading(page, "Bulk: maak LeerID's aan").waitFor();
  assert.equal(await total(page), 200);
  await button(page, "Bewaren en afdrukken").click();
  await page.waitForURL(/\/bezig$/);
  // the same page in a second window, where it does not move on while it is checked
  const still = await context.newPage();
  await still.route("**/bezig", async route => {
    const answer = await route.fetch();
    await route.fulfill({response: answer, body: (await answer.text()).replace(/ data-weg="\d+"/, "")});
  });
  await still.goto(page.url());
  // may be finished by then, on a fast machine
  const ready = await heading(still, "200 LeerID's zijn aangemaakt").count() === 1;
  if (!ready) {
    await still.getByRole("progressbar").waitFor();
    await pageIsFine(still, "bulk-bezig");
  }
  await still.close();
  await heading(page, "200 LeerID's zijn aangemaakt").waitFor({timeout: 90000});
  const zip = await download(page, () => link(page, "Download ZIP bestand (Excel, A4 PDF, sticker PDF's)").click());
  await unzipped(zip.path, async files => {
    const rows = await sheetRows(files[Object.keys(files).find(name => name.endsWith(".xlsx"))]);
    assert.equal(rows.length, 201);
    assert.ok(rows.slice(1).every(row => Number.isInteger(row[0]) && row[4] && row[5]), "no empty cell");
    assert.equal(new Set(rows.slice(1).map(row => row[4])).size, 200, "every username once");
  });
});
