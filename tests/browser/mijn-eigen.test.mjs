// After signing in: the own password, mails through a real mail server, own data; and the size of a
// first visit.
import assert from "node:assert/strict";
import {join} from "node:path";
import {mkdtemp, rm} from "node:fs/promises";
import {tmpdir} from "node:os";
import {htmlIsValid, journey, pageIsFine} from "./browser.mjs";
import {Mail, OWN, button, chooseOwn, heading, pupils, signIn} from "./mijn.mjs";

const DARK = {dark: true}, WEIGHT = 75000;

async function withMail(use) {
  const folder = await mkdtemp(join(tmpdir(), "leerid-mail-")), mail = await Mail.start(folder);
  try {
    await use(mail);
  } finally {
    await mail.close();
    await rm(folder, {recursive: true, force: true});
  }
}

journey("the first own password, judged kindly, then in", {both: true, width: 390}, async ({server, page}) => {
  const [pupil] = await pupils(server, "temporary");
  await signIn(page, server, pupil);
  await heading(page, "Kies je eigen wachtwoord").waitFor();
  await pageIsFine(page, "nieuw-wachtwoord", DARK);
  const field = page.getByLabel("Nieuw wachtwoord", {exact: true}), rule = page.locator("#regels li").first();
  await field.fill("kort");
  assert.ok(!await rule.evaluate(e => e.classList.contains("done")));
  await field.fill("wachtwoord");
  assert.ok(await rule.evaluate(e => e.classList.contains("done")));
  await chooseOwn(page, "wachtwoord123");
  await page.getByRole("alert").getByText("te makkelijk te raden").waitFor();
  assert.equal(await field.inputValue(), "");
  await pageIsFine(page, "nieuw-wachtwoord-fout", DARK);
  await page.getByLabel("Nieuw wachtwoord", {exact: true}).fill(OWN);
  await page.getByLabel("Typ het nog eens", {exact: true}).fill(`${OWN}!`);
  await button(page, "Bewaar en ga verder").click();
  await page.getByRole("alert").getByText("Typ ze allebei opnieuw.").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.id), "nieuw", "both fields are empty: one begins with the first");
  await page.getByLabel("Toon mijn wachtwoord").check();
  for (const id of ["nieuw", "nogeens"]) assert.equal(await page.locator(`#${id}`).getAttribute("type"), "text");
  await chooseOwn(page);
  await heading(page, "Wil je een e-mailadres toevoegen?").waitFor();
  await pageIsFine(page, "e-mail", DARK);
  await page.getByRole("link", {name: "Nu niet"}).click();
  await heading(page, `Dag ${pupil.first}!`).waitFor();
  await pageIsFine(page, "mijn-start", DARK);
  await page.getByRole("link", {name: /Mijn wachtwoord/}).click();
  await pageIsFine(page, "wachtwoord", DARK);
  await page.getByLabel("Je wachtwoord van nu").fill(OWN);
  await chooseOwn(page, "vier stille olifanten");
  await page.getByText("Je nieuwe wachtwoord is bewaard.").waitFor();
});

journey("who takes too long to choose one hears that nothing is kept; a class or a group is called what it is", {width: 390}, async ({server, page}) => {
  const [pupil] = await pupils(server, "temporary");
  await signIn(page, server, pupil);
  await heading(page, "Kies je eigen wachtwoord").waitFor();
  await page.context().clearCookies({name: "mijn-stap"}); // as the browser does when it expires
  await chooseOwn(page);
  await heading(page, "Dat duurde te lang").waitFor();
  await page.getByText("Er is niets bewaard. Meld opnieuw aan met je kaartje.").waitFor();
  await pageIsFine(page, "nieuw-wachtwoord-te-laat", DARK);
  await page.getByRole("link", {name: "Meld opnieuw aan"}).click();
  await page.getByLabel("Gebruikersnaam", {exact: true}).waitFor();
  await signIn(page, server, pupil);
  await chooseOwn(page);
  await page.getByRole("link", {name: "Nu niet"}).click();
  for (const [code, term] of [["5LAT", "Klas"], ["", "Groep"]]) {
    await server.change(`UPDATE enrolment SET class_code = '${code}'`);
    await page.goto(server.mijn);
    const shown = page.locator(".gegevens div").filter({has: page.getByText(term, {exact: true})}).locator("dd");
    assert.ok(code ? await shown.innerText() === code : (await shown.innerText()).length > 4, term);
    assert.equal(await page.getByText(term === "Klas" ? "Groep" : "Klas", {exact: true}).count(), 0);
  }
});

journey("an address is proved by mail, and brings a new password when the old is forgotten", {width: 768}, async ({server, page, open}) =>
  withMail(async mail => {
    const [pupil] = await pupils(server, "temporary");
    server.settings.LEERID_SMTP_URL = mail.url;
    await server.stop();
    await server.serve();
    await signIn(page, server, pupil);
    await chooseOwn(page);
    await page.getByLabel("E-mailadres").fill("a@example.org");
    await button(page, "Stuur de mail").click();
    await page.getByText("We stuurden een mail naar a@example.org.").waitFor();
    assert.equal(await page.getByRole("textbox").count(), 0);
    await pageIsFine(page, "e-mail-onderweg", DARK);
    await page.getByRole("link", {name: "Geef een ander adres"}).click();
    assert.equal(await page.getByLabel("E-mailadres").inputValue(), "");
    await page.goBack();
    const [first] = await mail.links(1);
    const phone = await open({viewport: {width: 390, height: 844}});
    await phone.goto(first);
    assert.equal(phone.url(), `${server.mijn}/e-mail/bevestig`);
    await pageIsFine(phone, "e-mail-bevestig", DARK);
    await button(phone, "Bevestig").click();
    await heading(phone, "Je e-mailadres is bevestigd").waitFor();
    await page.goto(server.mijn);
    await page.getByText("a@example.org").waitFor();
    await page.getByRole("link", {name: /Mijn e-mail/}).click();
    await pageIsFine(page, "e-mail-bevestigd", DARK);

    const home = await open();
    await home.goto(`${server.mijn}/${pupil.username}`);
    await home.getByRole("link", {name: "Wachtwoord vergeten?"}).click();
    assert.equal(await home.getByLabel("Gebruikersnaam").inputValue(), pupil.username, "the name that was typed goes along");
    await pageIsFine(home, "wachtwoord-vergeten", DARK);
    await home.getByLabel("Gebruikersnaam").fill(pupil.username);
    await button(home, "Stuur de mail").click();
    await heading(home, "Kijk in je mailbox").waitFor();
    const second = (await mail.links(2)).find(link => link.includes("vergeten"));
    await home.goto(second);
    assert.equal(home.url(), `${server.mijn}/wachtwoord-vergeten/nieuw`);
    await htmlIsValid(home);
    await chooseOwn(home, "zeven blauwe wolken");
    await home.getByText("Je nieuwe wachtwoord is bewaard.").waitFor();
    await page.goto(server.mijn);
    await heading(page, "Dag! Wie ben jij?").waitFor();
    await page.goto(second);
    await heading(page, "Deze link werkt niet meer").waitFor();
    await pageIsFine(page, "link-oud", DARK);
  }));

journey("pages for everybody, in four languages", {}, async ({server, page}) => {
  const [basic] = await pupils(server, "pictures"), [word] = await pupils(server, "word");
  for (const path of ["hulp", "privacy", "ouders", "toegankelijkheid", "bestaat/niet"]) {
    await page.goto(`${server.mijn}/${path}`);
    await pageIsFine(page, path.replace("/", "-"), DARK);
  }
  for (const [language, words] of [["fr", "Touche tes images"], ["en", "Tap your pictures"], ["de", "Tippe deine Bilder an"]]) {
    await page.goto(`${server.mijn}/${basic.username}`);
    await page.getByRole("navigation").locator(`[lang=${language}]`).click();
    await heading(page, words).waitFor();
    assert.equal(page.url(), `${server.mijn}/${basic.username}`);
    assert.equal((await page.locator("html").getAttribute("lang")).slice(0, 2), language);
    await pageIsFine(page, `plaatjes-${language}`, DARK);
    await page.goto(`${server.mijn}/${word.username}`);
    await pageIsFine(page, `woord-${language}`, DARK);
  }
});

journey("no page is over 75 kB on the wire at a first visit", {}, async ({server, open}) => {
  const [basic] = await pupils(server, "pictures"), [word] = await pupils(server, "word"), [older] = await pupils(server, "temporary");
  const weigh = async visit => {
    const page = await open(), network = await page.context().newCDPSession(page), files = [];
    await network.send("Network.enable");
    await network.send("Network.setCacheDisabled", {cacheDisabled: true});
    // headers and bodies, as transferred
    network.on("Network.loadingFinished", event => files.push(event.encodedDataLength));
    await visit(page);
    await page.waitForLoadState("networkidle");
    await page.context().close();
    return {bytes: files.reduce((sum, size) => sum + size, 0), requests: files.length};
  };
  const pages = {
    "/": page => page.goto(server.mijn),
    pictures: page => page.goto(`${server.mijn}/${basic.username}`),
    "pictures in German": page => page.goto(`${server.mijn}/taal/de?terug=/${basic.username}`),
    word: page => page.goto(`${server.mijn}/${word.username}`),
    help: page => page.goto(`${server.mijn}/hulp`),
    forgotten: page => page.goto(`${server.mijn}/wachtwoord-vergeten`),
  };
  for (const [name, visit] of Object.entries(pages)) {
    const {bytes, requests} = await weigh(visit);
    console.log(`# ${name}: ${bytes} bytes in ${requests} requests`);
    assert.ok(bytes > 30000 && bytes <= WEIGHT, `${name}: ${bytes} bytes`);
  }
  const page = await open();
  await signIn(page, server, older);
  await heading(page, "Kies je eigen wachtwoord").waitFor();
});

journey("nothing moves for who wants no motion; tiles stay light in the dark", {context: {reducedMotion: "reduce", colorScheme: "dark"}}, async ({server, page}) => {
  const [pupil] = await pupils(server, "pictures");
  await page.goto(`${server.mijn}/${pupil.username}`);
  const moving = await page.evaluate(() => [...document.querySelectorAll("*")].filter(e => parseFloat(getComputedStyle(e).transitionDuration) > 0.001).length);
  assert.equal(moving, 0);
  const [red] = (await page.locator(".tile").first().evaluate(e => getComputedStyle(e).backgroundColor)).match(/\d+/g).map(Number);
  assert.ok(red > 230, `a tile of ${red}`);
});
