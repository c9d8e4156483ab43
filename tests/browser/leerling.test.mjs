// The account of one pupil: changed, renewed, deactivated and reactivated, undone, printed again;
// and its history.
import assert from "node:assert/strict";
import {download, htmlIsValid, journey, pageIsFine} from "./browser.mjs";
import {pdfCodes, pdfText} from "./files.mjs";
import {button, field, heading, link, openPupil, search, showSecrets, signInAs, text} from "./loket.mjs";
import {SCHOOL} from "./server.mjs";

const make = (server, ...numbers) => server.leerid("create", "--school", SCHOOL, ...numbers.flatMap(n => ["--roll-number", n]), "--out", `${server.state}/kaarten.zip`);
const secret = async page => (await field(page, "(Wachtwoord|Tijdelijk wachtwoord)")).split(/\s/)[0];

journey("an account is changed: username, then a new password, which is undone", {both: true}, async ({server, page}) => {
  await make(server, 945);
  await signInAs(page, server);
  await openPupil(page, "945", "Cauberghs");
  await button(page, "toon").click();
  const first = await secret(page);
  await link(page, "Pas aanmeldgegevens aan").click();
  await heading(page, "LeerID aanmeldgegevens").waitFor();
  await pageIsFine(page, "wijzig");
  const username = page.getByLabel("Gebruikersnaam", {exact: true});
  for (const [typed, says] of [["ivica@school", "Haal de @ weg uit deze gebruikersnaam."], ["a".repeat(60), "Maak de gebruikersnaam korter. Hij mag hoogstens 50 tekens tellen."]]) {
    await username.fill(typed);
    await button(page, "Bewaren en afdrukken").click();
    await text(page, says);
    assert.equal(await username.getAttribute("aria-invalid"), "true");
  }
  await pageIsFine(page, "wijzig-fout");
  await username.fill("Ivica C");
  await button(page, "Bewaren en afdrukken").click();
  await text(page, "De aanmeldgegevens zijn gewijzigd.");
  assert.equal(await field(page, "Gebruikersnaam"), "ivicac");

  await link(page, "Pas aanmeldgegevens aan").click();
  await button(page, "genereer nieuw wachtwoord").click();
  await button(page, "Bewaren en afdrukken").click();
  await text(page, "Het wachtwoord is gewijzigd.");
  await button(page, "toon").click();
  assert.notEqual(await secret(page), first);
  await button(page, "Zet het vorige wachtwoord terug").click();
  await text(page, "Het vorige wachtwoord geldt weer.");
  await button(page, "toon").click();
  assert.equal(await secret(page), first);
});

journey("an account is made inactive with a reason, and active again", {both: true}, async ({server, page}) => {
  await make(server, 4412);
  await signInAs(page, server);
  await openPupil(page, "4412", "Carabin");
  await page.locator("summary", {hasText: "Maak inactief"}).click();
  await page.getByLabel("Reden", {exact: true}).fill("Toestel gestolen");
  await button(page, "Maak het account inactief").click();
  await text(page, "Het account is inactief.");
  assert.match(await field(page, "Account status"), /^Inactief\s+.*Toestel gestolen/s);
  await pageIsFine(page, "leerling-inactief");
  await page.goto(`${server.loket}/leerlingen?status=inactief`);
  await link(page, "Carabin").click();
  await button(page, "Maak weer actief").click();
  await text(page, "Het account is weer actief.");
  assert.match(await field(page, "Account status"), /^Actief/);
  await link(page, "Account historiek").click();
  await text(page, "Toestel gestolen");
  await pageIsFine(page, "historiek");
  await link(page, "Detail account historiek").click();
  await pageIsFine(page, "historiek-detail");
});

journey("making one is undone as long as the pupil has not signed in", {}, async ({server, page}) => {
  await make(server, 7028);
  await signInAs(page, server);
  await openPupil(page, "7028", "Bogdan");
  await page.getByText("Maak inactief", {exact: true}).click();
  await button(page, "Maak het account inactief").click();
  await button(page, "Maak weer actief").waitFor();
  assert.equal(await page.getByRole("button", {name: /ongedaan/}).count(), 0);
  await button(page, "Maak weer actief").click();
  await button(page, "Maak het aanmaken ongedaan").click();
  await text(page, "Ongedaan gemaakt.");
  await heading(page, "Nog geen LeerID").waitFor();
});

journey("a bulk is undone after one question; who signed in stays, and the tasks tell what is left", {}, async ({server, page}) => {
  await signInAs(page, server);
  await page.goto(`${server.loket}/leerlingen?klas=4A`);
  await page.getByLabel("Kies alle rijen").check();
  await button(page, "Maak LeerID's aan").click();
  await button(page, "Bewaren en afdrukken").click();
  await heading(page, /^\d+ LeerID's zijn aangemaakt$/).waitFor();
  const made = Number.parseInt(await page.getByRole("heading", {name: / LeerID's zijn aangemaakt$/}).innerText(), 10);
  await server.change("UPDATE account SET first_sign_in_ms = created_ms WHERE pupil_id IN (SELECT pupil_id FROM account ORDER BY pupil_id LIMIT 2)");
  await page.getByText("Maak alles ongedaan", {exact: true}).click();
  await pageIsFine(page, "bulk-ongedaan-vraag");
  await button(page, `Ja, laat deze ${made} LeerID's verdwijnen`).click();
  await text(page, `Weg: ${made - 2}. Blijven: 2, want daar is al mee aangemeld.`);
  await link(page, "Recent gemaakt").click();
  await text(page, `2 LeerID's aangemaakt, ${made - 2} ongedaan gemaakt`);
  await page.getByRole("link", {name: /^Toon het resultaat/}).click();
  await text(page, `${made - 2} LeerID's van deze lijst zijn ongedaan gemaakt.`);
  await heading(page, "2 LeerID's zijn aangemaakt").waitFor();
  await pageIsFine(page, "bulk-deels-ongedaan");
});

journey("each printer keeps its own offset and first free sticker, with scripts and without", {}, async ({server, page, open}) => {
  await make(server, 7028);
  await signInAs(page, server);
  await openPupil(page, "7028", "Bogdan");
  const choose = async where => {
    await where.goto(page.url().includes("afdrukken") ? page.url() : server.loket + await link(page, "Sticker of ander vel").getAttribute("href"));
    return {name: where.getByLabel("Naam van deze printer"), right: where.getByLabel("Naar rechts (mm)"), first: n => where.locator("[data-stok=stickers]").getByLabel(`Begin op sticker ${n}`, {exact: true}),
      print: () => download(where, () => button(where, "Maak het bestand").click())};
  };
  for (const [name, right, first] of [["Gang", "1.5", 3], ["Bureau", "-2", 9]]) {
    const sheet = await choose(page);
    await sheet.name.fill(name);
    await sheet.right.fill(right);
    await sheet.first(first).check({force: true});
    await sheet.print();
  }
  const sheet = await choose(page);
  assert.deepEqual([await sheet.name.inputValue(), await sheet.right.inputValue(), await sheet.first(10).isChecked()], ["Bureau", "-2", true]);
  await sheet.name.fill("Gang");
  await sheet.name.press("Tab");
  assert.deepEqual([await sheet.right.inputValue(), await sheet.first(4).isChecked()], ["1.5", true]);
  await text(page, "Op deze printer stopte je op sticker 3. We beginnen dus op 4.");
  await sheet.name.fill("Nieuwe kopieermachine");
  await sheet.name.press("Tab");
  assert.equal(await page.locator("#vorige").isVisible(), false);
  await sheet.name.fill("Gang");
  await sheet.print();
  const plain = await open({javaScriptEnabled: false, storageState: await page.context().storageState()}), again = await choose(plain);
  assert.deepEqual([await again.name.inputValue(), await again.first(5).isChecked()], ["Gang", true]);
  await again.name.fill("Bureau");
  await button(plain, "Maak het bestand").click();
  await text(plain, "Dit zijn nu de afstelling en de eerste vrije sticker van printer Bureau. Kijk ze na en klik opnieuw.");
  await htmlIsValid(plain);
  assert.deepEqual([await again.name.inputValue(), await again.right.inputValue(), await again.first(10).isChecked()], ["Bureau", "-2", true]);
  await again.print();
});

journey("a card is printed again without a change, and the history tells", {both: true}, async ({server, page}) => {
  await make(server, 7028, 4412, 945);
  await signInAs(page, server);
  await openPupil(page, "7028", "Bogdan");
  const before = await field(page, "Gebruikersnaam");
  // a browser with a window displays it
  const card = await download(page, () => link(page, "Druk kaart af").click());
  assert.ok((await pdfText(card.path)).includes(before));
  await link(page, "Sticker of ander vel").click(); // the same choice as for a class
  await heading(page, "1 kaart afdrukken").waitFor();
  await page.locator("[data-stok=stickers]").getByLabel("Begin op sticker 3", {exact: true}).check({force: true});
  assert.ok((await pdfText((await download(page, () => button(page, "Maak het bestand").click())).path)).includes(before));
  await page.goto(`${server.loket}/leerlingen?status=actief`);
  await page.getByLabel("Kies alle rijen", {exact: true}).first().check();
  await button(page, "Druk kaarten af").click();
  await heading(page, "3 kaarten afdrukken").waitFor();
  await pageIsFine(page, "afdrukken");
  await page.locator("[data-stok=stickers]").getByLabel("Begin op sticker 12", {exact: true}).check({force: true});
  await text(page, "Je hebt 2 vellen nodig.");
  await page.locator("[data-stok=stickers]").getByLabel("Begin op sticker 5", {exact: true}).check({force: true});
  await text(page, "Je hebt 1 vel nodig.");
  const stickers = await download(page, () => button(page, "Maak het bestand").click());
  const words = await pdfText(stickers.path);
  for (const word of [before, "suheda.carabin", "ivica.cauberghs"]) assert.ok(words.includes(word), word);
  assert.equal((await pdfCodes(stickers.path)).length, 3);
  await page.reload();
  const sheet = await download(page, () => button(page, "Testblad").click());
  assert.match(await pdfText(sheet.path), /100 mm/);
  await page.goto(`${server.loket}/leerlingen?status=actief`);
  await page.getByLabel("Kies alle rijen", {exact: true}).first().check();
  await button(page, "Druk kaarten af").click();
  // a test sheet uses no stickers
  await text(page, "Op deze printer stopte je op sticker 7. We beginnen dus op 8.");
  await page.getByLabel("Nieuw vel voor elke klas").check(); // three classes
  await text(page, "Je hebt 3 vellen nodig.");
  const apart = await download(page, () => button(page, "Maak het bestand").click());
  assert.equal((await pdfCodes(apart.path)).length, 3);
  await page.goto(`${server.loket}/leerlingen?status=actief`);
  await page.getByLabel("Kies alle rijen", {exact: true}).first().check();
  await search(page, "Suheda");
  await button(page, "Druk kaarten af").click(); // the earlier selection is larger than this list
  await text(page, "2 van deze leerlingen staan niet in de lijst waar je vandaan komt: je koos ze eerder.");
  // of the last of those sheets
  await text(page, "Op deze printer stopte je op sticker 1. We beginnen dus op 2.");
  await page.getByLabel("Alles in een ZIP").check();
  await page.getByLabel("Wachtwoord (mag leeg blijven)").fill("kort");
  await button(page, "Maak het bestand").click();
  await text(page, "Neem voor de ZIP een wachtwoord van minstens 8 tekens, of laat het leeg.");
  assert.ok(await page.getByLabel("Alles in een ZIP").isChecked());
  await page.getByLabel("Gewoon A4").check();
  await page.locator("[data-stok=stickers]").getByText("Beginnen op sticker").waitFor({state: "hidden"});
  await openPupil(page, "7028", "Bogdan");
  await link(page, "Detail account historiek").click();
  await text(page, /afgedrukt/i);
});

journey("secrets are dots until somebody asks, and never in the HTML before that", {}, async ({server, page}) => {
  await make(server, 945);
  await signInAs(page, server);
  await openPupil(page, "945", "Cauberghs");
  const hidden = await page.sent.html;
  await button(page, "toon").click();
  const shown = await secret(page);
  assert.ok(!hidden.includes(shown) && (await page.sent.html).includes(shown));
  await link(page, "verberg").or(button(page, "verberg")).click();
  assert.ok(!(await page.content()).includes(shown));
  await showSecrets(page);
  await text(page, shown);
});

journey("a viewer sees the list and no secret; a teacher only the own class", {}, async ({server, page, open}) => {
  await make(server, 4412, 7028);
  await signInAs(page, server, "kijker", {role: "viewer"});
  await search(page, "carabin");
  assert.equal(await button(page, "Maak LeerID's aan").count(), 0);
  await link(page, "Carabin").click();
  await heading(page, "Basis LeerID").waitFor();
  assert.equal(await button(page, "toon").count() + await link(page, "Druk kaart af").count() + await link(page, "Pas aanmeldgegevens aan").count(), 0);
  await pageIsFine(page, "leerling-kijker");
  const teacher = await open();
  await signInAs(teacher, server, "juf", {role: "teacher", classes: ["4A"]});
  await search(teacher, "bogdan");
  await text(teacher, "Geen leerling gevonden");
  await openPupil(teacher, "carabin", "Carabin");
  await link(teacher, "Druk kaart af").waitFor();
  await teacher.goto(page.url());
  await heading(teacher, "Süheda Carabin").waitFor();
});

journey("what a pupil is announced to get is what is made; who may not make it is told whom to ask", {}, async ({server, page, open}) => {
  await signInAs(page, server);
  await page.goto(`${server.loket}/instellingen`);
  await page.getByLabel("4de leerjaar", {exact: true}).selectOption("Gevorderd");
  await button(page, "Bewaren").click();
  await openPupil(page, "carabin", "Carabin");
  await text(page, "Deze leerling krijgt een gevorderd account, met een tijdelijk wachtwoord.");
  const teacher = await open();
  await signInAs(teacher, server, "juf", {role: "teacher", classes: ["4A"]});
  await openPupil(teacher, "carabin", "Carabin");
  await text(teacher, "Vraag het aan de LeerID-beheerder van je school.");
  await pageIsFine(teacher, "leerling-zonder-leerkracht");
  await button(page, "Maak een LeerID aan").click();
  assert.ok(await page.locator("input[name=soort][value=gevorderd]").isChecked());
  await button(page, "Bewaren en afdrukken").click();
  await heading(page, "Gevorderd LeerID").waitFor();
});

journey("seven pictures leave none alone on a line", {}, async ({server, page}) => {
  await server.leerid("create", "--school", SCHOOL, "--roll-number", 7028, "--type", "basic", "--secret", "picture", "--out", `${server.state}/kaart.zip`);
  await signInAs(page, server);
  const fewest = async list => {
    const tops = await page.locator(`${list} li`).evaluateAll(all => all.map(e => Math.round(e.getBoundingClientRect().top)));
    assert.equal(tops.length, 7);
    return Math.min(...[...new Set(tops)].map(top => tops.filter(one => one === top).length));
  };
  await openPupil(page, "7028", "Bogdan");
  await button(page, "toon").click();
  await page.locator(".pics--n").waitFor();
  for (const width of [1280, 1024, 390]) {
    await page.setViewportSize({width, height: 800});
    assert.ok(await fewest(".pics--n") > 1, `${width} px`);
  }
  await pageIsFine(page, "leerling-plaatjes");
  await button(page, "toon op mijn scherm").click();
  await page.locator(".screen__pics").waitFor();
  for (const width of [390, 1280]) {
    await page.setViewportSize({width, height: 800});
    assert.ok(await fewest(".screen__pics") > 1, `${width} px on the screen`);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing sticks out");
  }
});
