// Pages of the school: switching schools, settings, roster, class lists, recent tasks, saved
// filters, shortcut keys, help.
import assert from "node:assert/strict";
import {readFile, writeFile} from "node:fs/promises";
import {join} from "node:path";
import {download, journey, pageIsFine} from "./browser.mjs";
import {pdfText, sheetRows, unzipped} from "./files.mjs";
import {button, chooseSchool, heading, link, menu, openPupil, PASSWORD, renewed, search, signInAs, text, total} from "./loket.mjs";
import {OTHER_SCHOOL, SCHOOL} from "./server.mjs";

const both = [SCHOOL, OTHER_SCHOOL];

journey("Wijzig Instelling keeps the tab and the filter", {both: true}, async ({server, page}) => {
  await signInAs(page, server, "beheerder", {schools: both});
  await pageIsFine(page, "instelling");
  await chooseSchool(page, "Basisschool De Zandloper");
  assert.equal(await total(page), 19);
  await page.goto(`${server.loket}/leerlingen?q=a&status=geen`);
  const few = await total(page);
  await chooseSchool(page, "BRUSSEL-STAD - TEST School 2 (2)");
  assert.match(page.url(), /q=a/);
  assert.ok(await total(page) > few);
  await search(page, "945");
  const foreign = await link(page, "Cauberghs").getAttribute("href");
  await chooseSchool(page, "Basisschool De Zandloper");
  await page.goto(server.loket + foreign.replace(/\?.*/, ""));
  assert.equal(page.sent.status, 404, "a pupil of the other school only");
});

journey("settings of the school are kept and count for new passwords", {}, async ({server, page}) => {
  await signInAs(page, server);
  await menu(page, "Instellingen van de school");
  await pageIsFine(page, "instellingen");
  await page.getByLabel("Cijfers bij een woord").selectOption("3");
  await button(page, "Bewaren").click();
  await text(page, "De instellingen zijn bewaard.");
  await openPupil(page, "7028", "Bogdan");
  await button(page, "Maak een LeerID aan").click();
  await page.getByRole("radio", {name: "Wachtwoord", exact: true}).check();
  await button(page, "genereer nieuw wachtwoord").click();
  await button(page, "toon").click();
  assert.equal((await page.locator("main .code").filter({hasText: /^\S+$/}).last().innerText()).replaceAll(/\D/g, "").length, 3);
});

journey("a roster is looked at, then read in; a wrong file is refused with line and column", {both: true}, async ({server, page}) => {
  await signInAs(page, server);
  await menu(page, "Leerlingenlijst inlezen");
  await pageIsFine(page, "import");
  const give = async (name, content) => {
    const path = join(server.state, name);
    await writeFile(path, content);
    await page.getByLabel("Bestand", {exact: true}).setInputFiles(path);
  };
  await give("fout.csv", "stamnummer;voornaam;naam;administratieve groep\n1;Noor;Peeters;4de leerjaar\nabc;Tuur;Maes;4de leerjaar\n");
  await button(page, "Bekijk wat er verandert").click();
  await text(page, "Dit bestand is geweigerd. Er is niets gewijzigd.");
  await text(page, /regel 3|lijn 3|rij 3|fout\.csv:3|3:1/i);
  await pageIsFine(page, "import-fout");
  await give("leeg.csv", "");
  await button(page, "Bekijk wat er verandert").click();
  await text(page, "Dit bestand is leeg.");
  for (const [name, content, told] of [["nep.xlsx", "geen werkboek", "Dit bestand is geweigerd."],
    ["kat.csv", Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3]), "Dit bestand kan niet gelezen worden. Er is niets gewijzigd. Dit is een afbeelding, geen leerlingenlijst."]]) {
    await give(name, content);
    await button(page, "Bekijk wat er verandert").click();
    await text(page, told);
  }
  assert.equal(await page.getByText("Verbeter deze plaatsen").count(), 0);
  await pageIsFine(page, "import-afbeelding");
  const roster = await readFile(join(server.state, "rosters/leerlingen.csv"), "utf8");
  const lines = roster.trim().split("\n");
  const goed = [...lines.slice(0, -1), lines.at(-1), lines.at(-1).replace(/^000002;\d+;[^;]*;[^;]*;[^;]*;[^;]*/, "000002;4711;Noor;Zonnebloem;Noor;Zonnebloem").replace(/;\d{11};/, ";;")].join("\n");
  await give("goed.csv", goed);
  await button(page, "Bekijk wat er verandert").click();
  await heading(page, "Dit zou veranderen").waitFor();
  await page.getByText("Nieuw: 1", {exact: true}).click();
  await text(page, "Noor Zonnebloem (4711)");
  await pageIsFine(page, "import-voorstel");
  await button(page, "Voer door").click();
  await heading(page, "Doorgevoerd").waitFor();
  await link(page, "LeerID beheer").click();
  assert.equal(await total(page), 201);
  await search(page, "4711");
  await link(page, "Zonnebloem").waitFor();
  // most of the school is missing: asks for confirmation
  await menu(page, "Leerlingenlijst inlezen");
  await give("weinig.csv", lines.slice(0, 20).join("\n"));
  await button(page, "Bekijk wat er verandert").click();
  await text(page, "Meer dan 15 % van de leerlingen zou de school verlaten");
  await page.getByLabel("Ja, deze leerlingen verlaten de school").waitFor();
  await pageIsFine(page, "import-rem");
});

journey("a filter is saved, used and dropped", {}, async ({server, page}) => {
  await signInAs(page, server);
  await renewed(page, () => page.getByLabel("Administratieve groep", {exact: true}).selectOption("4de leerjaar"));
  await renewed(page, () => button(page, "Zoek").click());
  const many = await total(page);
  await page.locator("summary", {hasText: "Bewaar deze filter"}).click();
  await page.getByLabel("Naam van de filter").fill("Mijn vierde");
  await button(page, "Bewaren").click();
  await text(page, "De filter is bewaard.");
  await page.goto(`${server.loket}/leerlingen`);
  await page.getByRole("link", {name: /^Mijn vierde/}).click();
  assert.equal(await total(page), many);
  await page.locator("summary", {hasText: "filter"}).last().click();
  await button(page, "Verwijder de filter Mijn vierde").click();
  await text(page, "De filter is verwijderd.");
});

journey("class lists: without passwords, and with them after a second yes", {}, async ({server, page}) => {
  const made = await server.leerid("create", "--school", SCHOOL, "--class", "4A", "--secret", "word", "--out", join(server.state, "kaarten.zip"));
  await signInAs(page, server);
  await link(page, "Klaslijsten").click();
  await pageIsFine(page, "klaslijsten");
  await page.getByLabel("Klas", {exact: true}).selectOption("4A");
  const plain = await download(page, () => button(page, "Maak de klaslijst").click());
  const words = await pdfText(plain.path);
  assert.ok(words.includes("suheda.carabin") && made.created > 1);
  await page.reload();
  await page.getByLabel("Klas", {exact: true}).selectOption("4A");
  await page.getByLabel("Met wachtwoorden").check();
  await button(page, "Maak de klaslijst").click();
  await page.getByLabel("Ja, ik wil een lijst met wachtwoorden").check();
  await pageIsFine(page, "klaslijsten-wachtwoorden");
  const secret = await download(page, () => button(page, "Maak de klaslijst").click());
  assert.match(await pdfText(secret.path), /\b([2-9]+[a-z]{3,6}[2-9]*|[a-z]{3,6}[2-9]+)\b/);
});

journey("who stands not on a class list is told before; a name that no font has is printed in Latin letters", {}, async ({server, page}) => {
  await server.leerid("create", "--school", SCHOOL, "--roll-number", 7028, "--roll-number", 945, "--out", join(server.state, "kaarten.zip"));
  await server.change("UPDATE enrolment SET last_name = last_name || ' 𓀀' WHERE roll_number = 7028");
  await signInAs(page, server);
  await page.goto(`${server.loket}/leerlingen`);
  for (const name of [/Bogdan/, /Ivica Cauberghs/, /Mac Daoust/]) await page.getByRole("checkbox", {name}).check();
  await button(page, "Klaslijst").click();
  await text(page, "3 gekozen leerlingen");
  await heading(page, "1 leerling komt niet op de lijst").waitFor();
  await heading(page, "1 naam staat op papier in Latijnse letters").waitFor();
  await text(page, /Bogdan 𓀀 \(7028\): geen lettertype heeft het teken U\+13000/);
  await text(page, "Zonder LeerID: 1");
  await pageIsFine(page, "klaslijsten-zonder");
  await page.getByLabel("Met wachtwoorden").check();
  await button(page, "Maak de klaslijst").click();
  await page.getByLabel("Ja, ik wil een lijst met wachtwoorden").waitFor();
  await page.getByLabel("Met wachtwoorden", {exact: true}).uncheck(); // no longer asks
  const list = await pdfText((await download(page, () => button(page, "Maak de klaslijst").click())).path);
  assert.ok(list.includes("ivica.cauberghs") && list.includes("Bogdan") && !list.includes("𓀀"));
  await page.goto(`${server.loket}/leerlingen?status=actief`);
  await page.getByLabel("Kies alle rijen", {exact: true}).first().check();
  await button(page, "Druk kaarten af").click();
  await heading(page, "1 naam staat op papier in Latijnse letters").waitFor();
  await page.getByRole("radio", {name: /^Alles in een ZIP/}).check();
  const zip = await download(page, () => button(page, "Maak het bestand").click());
  await unzipped(zip.path, async files => {
    const [book, cards] = [".xlsx", "A4.pdf"].map(end => files[Object.keys(files).find(name => name.endsWith(end))]);
    const [rows, printed] = [JSON.stringify(await sheetRows(book)), await pdfText(cards)];
    assert.ok(rows.includes("Bogdan 𓀀") && rows.includes("Cauberghs"), rows);
    assert.ok(printed.includes("ivica.cauberghs") && printed.includes("Bogdan") && !printed.includes("𓀀"));
  });
});

journey("a school that keeps no copies hears how long one can download", {}, async ({server, page}) => {
  await signInAs(page, server);
  await menu(page, "Instellingen van de school");
  await text(page, "Zonder vinkje verdwijnt elk wachtwoord een kwartier na de eerste download, en in elk geval na 24 uur. Dat geldt ook voor kaarten die er al zijn.");
  await page.getByLabel("Kaarten mogen later opnieuw afgedrukt worden").uncheck();
  await button(page, "Bewaren").click();
  await text(page, "De instellingen zijn bewaard.");
  await page.goto(`${server.loket}/leerlingen?q=da`);
  await page.getByLabel("Kies alle rijen", {exact: true}).first().check();
  await button(page, "Maak LeerID's aan").click();
  await button(page, "Bewaren en afdrukken").click();
  const once = "Na de eerste download kun je hier nog een kwartier terecht. Neem de ZIP: daar zit alles in.";
  await text(page, once);
  await pageIsFine(page, "bulk-eenmaal");
  await page.getByRole("link", {name: /^Stickers/}).click();
  await text(page, once);
  await pageIsFine(page, "afdrukken-eenmaal");
  await page.goBack();
  await download(page, () => link(page, "Download ZIP bestand (Excel, A4 PDF, sticker PDF's)").click());
  // within fifteen minutes
  await download(page, () => page.getByRole("link", {name: /^Excel/}).click());
  await server.change("UPDATE account SET sealed = NULL, sealed_ends_ms = NULL"); // and after them
  await page.getByRole("link", {name: /^Excel/}).click();
  await text(page, "Geen van deze leerlingen heeft een kaart die gedrukt kan worden.");
});

journey("recent tasks, shortcut keys, help, own password", {}, async ({server, page, open}) => {
  await signInAs(page, server);
  await page.goto(`${server.loket}/taken`);
  await pageIsFine(page, "taken-leeg");
  await page.goto(`${server.loket}/leerlingen?q=daoust`);
  await page.getByLabel("Kies alle rijen", {exact: true}).first().check();
  await button(page, "Maak LeerID's aan").click();
  await page.goto(`${server.loket}/taken`);
  await page.getByRole("link", {name: /^Kijk verder na/}).click();
  await button(page, "Bewaren en afdrukken").click();
  await text(page, "1 LeerID is aangemaakt");
  await page.goto(`${server.loket}/taken`);
  await pageIsFine(page, "taken");
  await page.getByRole("link", {name: /^Toon het resultaat/}).first().click();
  await page.getByText("Maak alles ongedaan", {exact: true}).click();
  await button(page, "Ja, laat dit LeerID verdwijnen").click();
  await text(page, "Ongedaan gemaakt.");
  await page.goto(`${server.loket}/taken`);
  await text(page, "1 LeerID ongedaan gemaakt");
  await link(page, "Sneltoetsen").click();
  await pageIsFine(page, "sneltoetsen");
  await button(page, "Zet sneltoetsen uit").click();
  await button(page, "Zet sneltoetsen aan").waitFor();
  await link(page, "Hulp en handleiding").click();
  await pageIsFine(page, "hulp-personeel");
  await menu(page, "Mijn rekening");
  await pageIsFine(page, "rekening");
  const next = "een heel andere zin dan zonet";
  await page.getByLabel("Huidig wachtwoord").fill(PASSWORD);
  await page.locator("#nieuw").fill(next);
  await button(page, "Bewaren").click();
  await text(page, "Je wachtwoord is bewaard.");
  const second = await open();
  await second.goto(server.loket);
  await second.getByLabel("Gebruikersnaam").fill("beheerder");
  await second.getByLabel("Wachtwoord", {exact: true}).fill(PASSWORD);
  await button(second, "Aanmelden").click();
  await text(second, "De gebruikersnaam of het wachtwoord klopt niet. Kijk beide na en probeer opnieuw.");
  await pageIsFine(second, "aanmelden-personeel-fout");
  await second.getByLabel("Wachtwoord", {exact: true}).fill(next);
  await button(second, "Aanmelden").click();
  await link(second, "LeerID beheer").waitFor();
});

journey("what is not there says so kindly", {}, async ({server, page}) => {
  await signInAs(page, server);
  for (const path of ["/bestaat-niet", "/leerlingen/0123456789abc", "/bulk/0123456789abc", "/maak/0123456789abc"]) {
    await page.goto(server.loket + path);
    assert.equal(page.sent.status, 404, path);
    await heading(page, "Deze pagina is er niet").waitFor();
  }
  await pageIsFine(page, "niet-gevonden");
});
