// Pupils sign in: each kind of secret, by mouse, by keyboard, without JavaScript.
import assert from "node:assert/strict";
import {execFile} from "node:child_process";
import {join} from "node:path";
import {promisify} from "node:util";
import {htmlIsValid, journey, pageIsFine} from "./browser.mjs";
import {search, signInAs} from "./loket.mjs";
import {PICTURES, button, chooseOwn, heading, pupils, signIn, tapAll, tile, typePassword} from "./mijn.mjs";

const DARK = {dark: true}, run = promisify(execFile);
// The counters after months of guessing.
const CLOSE = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], timeout=10); c.execute('UPDATE throttle_account SET failures = 20, struggles = 1 WHERE pool = 2'); c.commit()";

journey("a pupil types the name, then a word; wrong is said kindly", {both: true}, async ({server, page}) => {
  const [pupil] = await pupils(server, "word");
  await page.goto(server.mijn);
  await pageIsFine(page, "aanmelden-naam", DARK);
  await page.getByLabel("Gebruikersnaam").fill(` ${pupil.username.toUpperCase()} `);
  await button(page, "Verder").click();
  await page.waitForURL(`${server.mijn}/${pupil.username}`);
  await pageIsFine(page, "aanmelden-woord", DARK);
  await typePassword(page, "fout1234");
  await page.getByRole("alert").getByText("Dat klopt nog niet. Kijk op je kaartje en probeer opnieuw.").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.id), "wachtwoord");
  await pageIsFine(page, "aanmelden-woord-fout", DARK);
  const box = page.getByLabel("Toon wat ik typ");
  await page.getByLabel("Je wachtwoord", {exact: true}).fill(pupil.secret.toUpperCase());
  await box.check();
  assert.equal(await page.locator("#wachtwoord").getAttribute("type"), "text");
  await button(page, "Verder").click();
  await heading(page, `Dag ${pupil.first}!`).waitFor();
  assert.equal(page.url(), `${server.mijn}/`);
  await page.getByText("Vraag het aan je juf of meester.").waitFor();
  await pageIsFine(page, "mijn-start-basis", DARK);
  await button(page, "Meld af").click();
  await heading(page, "Dag! Wie ben jij?").waitFor();
  await page.getByRole("status").getByText("Je bent afgemeld.").waitFor();
  await pageIsFine(page, "aanmelden-afgemeld", DARK);
});

journey("a pupil taps seven pictures", {both: true}, async ({server, page}) => {
  const [pupil] = await pupils(server, "pictures"), names = pupil.secret.split("-");
  const status = page.getByRole("status");
  await page.goto(`${server.mijn}/${pupil.username}`);
  await pageIsFine(page, "aanmelden-plaatjes", DARK);
  assert.equal(await page.locator(".dots i").count(), 7);
  await tapAll(page, names.slice(0, 5));
  await status.getByText("Je hebt 5 van de 7 plaatjes gekozen.").waitFor();
  assert.equal(await page.locator(".dots i.on").count(), 5);
  await pageIsFine(page, "aanmelden-plaatjes-2", DARK);
  await button(page, "Nog 2 plaatjes").click({force: true}); // it explains that it does nothing yet
  await status.getByText("Je hebt 5 van de 7 plaatjes gekozen.").waitFor();
  await button(page, "Wis het laatste plaatje").click();
  await status.getByText("Je hebt 4 van de 7 plaatjes gekozen.").waitFor();
  await button(page, "Opnieuw").click();
  await status.getByText("Je hebt 0 van de 7 plaatjes gekozen.").waitFor();
  await tapAll(page, [...names].reverse());
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Klaar");
  await pageIsFine(page, "aanmelden-plaatjes-klaar", DARK);
  await button(page, "Klaar").click();
  await page.getByText("Dat waren niet de juiste plaatjes. Geen probleem, begin opnieuw.").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "hond");
  assert.equal(await page.locator(".dots i.on").count(), 0);
  await pageIsFine(page, "aanmelden-plaatjes-fout", DARK);
  await tapAll(page, names);
  await button(page, "Klaar").click();
  await heading(page, `Dag ${pupil.first}!`).waitFor();
});

journey("the whole keypad is in view without scrolling, tiles large enough at 320 px", {}, async ({server, page}) => {
  const [pupil] = await pupils(server, "pictures");
  for (const language of ["nl", "fr", "en", "de"]) {
    await page.goto(`${server.mijn}/taal/${language}?terug=/${pupil.username}`);
    for (const [width, height] of [[768, 1024], [1024, 768], [1280, 720], [320, 640]]) {
      await page.setViewportSize({width, height});
      const sizes = await page.locator(".tile").evaluateAll(tiles => tiles.map(t => t.getBoundingClientRect()).map(b => [b.width, b.height]));
      assert.equal(sizes.length, 16);
      assert.ok(sizes.every(([w, h]) => w >= 64 && h >= 64), `${language} ${width}: ${Math.min(...sizes.flat())}`);
      const cut = await page.locator(".tile").evaluateAll(tiles => tiles.filter(t => t.scrollWidth > t.clientWidth + 1).map(t => t.textContent));
      assert.deepEqual(cut, [], `${language} ${width}`);
      const bottom = await page.locator("h1, .who, .dots, .tile, .acts .btn").evaluateAll(all => Math.max(...all.map(e => e.getBoundingClientRect().bottom)));
      if (width > 320) assert.ok(bottom <= height, `${language} ${width} × ${height}: ends at ${bottom}`);
      assert.ok(await page.evaluate(() => document.scrollingElement.scrollWidth <= innerWidth), `${language} ${width} scrolls sideways`);
    }
  }
});

journey("pictures with the keyboard only", {}, async ({server, page}) => {
  const [pupil] = await pupils(server, "pictures"), names = pupil.secret.split("-");
  const key = page.keyboard, here = () => page.evaluate(() => document.activeElement.textContent.trim());
  await page.goto(`${server.mijn}/${pupil.username}`);
  for (let i = 0; i < 20 && await here() !== "hond"; i++) await key.press("Tab");
  let at = 0;
  for (const [turn, name] of names.entries()) {
    for (const to = PICTURES.indexOf(name); at !== to;) {
      const step = to - at >= 4 ? ["ArrowDown", 4] : to - at <= -4 ? ["ArrowUp", -4] : to > at ? ["ArrowRight", 1] : ["ArrowLeft", -1];
      await key.press(step[0]);
      at += step[1];
    }
    assert.equal(await here(), name);
    if (turn === 2) { // one too many, and removed again
      await key.press("Enter");
      await key.press("Backspace");
    }
    await key.press(turn % 2 ? "Enter" : "Space");
  }
  assert.equal(await here(), "Klaar");
  await key.press("Enter");
  await heading(page, `Dag ${pupil.first}!`).waitFor();
});

journey("everything with the keyboard only: name, word, sign out", {width: 390}, async ({server, page}) => {
  const [pupil] = await pupils(server, "word"), key = page.keyboard;
  const tabTo = async id => { for (let i = 0; i < 30 && await page.evaluate(() => document.activeElement.id || document.activeElement.textContent.trim()) !== id; i++) await key.press("Tab"); };
  await page.goto(server.mijn);
  await key.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Ga naar de inhoud");
  await tabTo("naam");
  await key.type(pupil.username);
  await key.press("Enter");
  await heading(page, "Dag! Meld je aan.").waitFor();
  await tabTo("wachtwoord");
  await key.type(pupil.secret);
  await key.press("Enter");
  await heading(page, `Dag ${pupil.first}!`).waitFor();
  await tabTo("Meld af");
  await key.press("Enter");
  await heading(page, "Dag! Wie ben jij?").waitFor();
});

journey("without JavaScript: pictures one by one, a word, a first password", {javascript: false, width: 768}, async ({server, page, open}) => {
  const [pupil] = await pupils(server, "pictures"), names = pupil.secret.split("-");
  await page.goto(`${server.mijn}/${pupil.username}`);
  await htmlIsValid(page);
  await tapAll(page, names.slice(0, 2));
  await page.getByText("Je hebt 2 van de 7 plaatjes gekozen.").waitFor({state: "attached"});
  await button(page, "Wis het laatste plaatje").click();
  await page.getByText("Je hebt 1 van de 7 plaatjes gekozen.").waitFor({state: "attached"});
  await htmlIsValid(page);
  await tapAll(page, names.slice(1));
  await htmlIsValid(page);
  assert.ok(!page.url().includes("?"));
  await button(page, "Klaar").click();
  await heading(page, `Dag ${pupil.first}!`).waitFor();
  const second = await open();
  const [worded] = await pupils(server, "word");
  await signIn(second, server, worded);
  await heading(second, `Dag ${worded.first}!`).waitFor();
  const third = await open();
  const [older] = await pupils(server, "temporary");
  await signIn(third, server, older);
  await chooseOwn(third);
  await heading(third, "Wil je een e-mailadres toevoegen?").waitFor();
});

journey("a name nobody has gets a keypad that looks the same", {}, async ({server, page}) => {
  await pupils(server, "word");
  for (const name of ["niemand.heetzo", "iemand.anders2", "wie.isdat", "onbekend.persoon"]) {
    await page.goto(`${server.mijn}/${name}`);
    assert.equal(page.sent.status, 200);
    await page.getByText(name).first().waitFor();
    assert.ok(await page.getByRole("link", {name: "Niet jij?"}).isVisible());
  }
});

journey("typed names, and a mode to listen that never chooses", {}, async ({server, page}) => {
  const [pupil] = await pupils(server, "pictures");
  await page.addInitScript(() => {
    globalThis.said = [];
    speechSynthesis.speak = speech => globalThis.said.push([speech.text, speech.lang]);
  });
  await page.goto(`${server.mijn}/${pupil.username}`);
  await button(page, "Luister").locator("svg").waitFor(); // for pupils who cannot read the word
  await button(page, "Luister").click();
  await tapAll(page, ["hond", "zon"]);
  assert.deepEqual(await page.evaluate(() => globalThis.said), [["hond", "nl-BE"], ["zon", "nl-BE"]]);
  assert.equal(await page.locator(".dots i.on").count(), 0);
  await page.reload();
  assert.equal(await button(page, "Luister").getAttribute("aria-pressed"), "false");
  await page.getByText("Op een andere manier").click();
  await page.getByLabel("Typ de namen van je plaatjes").fill(pupil.secret.replaceAll("-", " ").toUpperCase());
  await pageIsFine(page, "aanmelden-plaatjes-namen", DARK);
  await page.keyboard.press("Enter");
  await heading(page, `Dag ${pupil.first}!`).waitFor();
});

journey("the pause has no clock; an account that is not active is explained", {}, async ({server, page, problems}) => {
  const [pupil, other] = await pupils(server, "word");
  for (let i = 0; i < 3; i++) await signIn(page, server, {...pupil, secret: "fout1234"});
  await heading(page, "Even pauze").waitFor();
  assert.equal(page.sent.status, 503);
  await page.getByText(/Over .* kun je het opnieuw proberen\./).waitFor();
  await pageIsFine(page, "aanmelden-pauze", DARK);
  problems.length = 0; // the 503 was expected
  await page.getByRole("link", {name: "Probeer opnieuw"}).click();
  for (let i = 0; i < 40 && await heading(page, "Even pauze").isVisible(); i++) {
    await page.waitForTimeout(500); // the first wait lasts five seconds
    await page.reload();
  }
  await heading(page, "Dag! Meld je aan.").waitFor();
  problems.length = 0;
  await server.leerid("account", "deactivate", other.username);
  await signIn(page, server, other);
  await heading(page, "Je LeerID staat uit").waitFor();
  await pageIsFine(page, "aanmelden-inactief", DARK);
});

journey("a pool that is closed is set free by staff in one click", {}, async ({server, page, open, problems}) => {
  const [pupil] = await pupils(server, "word");
  await signIn(page, server, {...pupil, secret: "fout1234"});
  await page.getByRole("alert").waitFor();
  await run("/usr/bin/python3", ["-c", CLOSE, join(server.state, "leerid.db")]);
  await page.goto(`${server.mijn}/${pupil.username}`);
  await heading(page, "Even pauze").waitFor();
  await page.getByText("Daarna kun je het opnieuw proberen.").waitFor();
  problems.length = 0; // the 503 was expected
  const desk = await open();
  await signInAs(desk, server);
  await search(desk, pupil.username.split(".")[1]);
  await desk.getByText("Heeft hulp nodig").or(desk.getByText("heeft hulp nodig")).first().waitFor();
  await desk.getByRole("row", {name: pupil.first}).getByRole("link", {name: pupil.last, exact: true}).click();
  await button(desk, "Geef vrij").click();
  await desk.getByText("Vrijgegeven.").waitFor();
  await signIn(page, server, pupil);
  await heading(page, `Dag ${pupil.first}!`).waitFor();
});

journey("somebody else's session: not you?", {}, async ({server, page}) => {
  const [first, second] = await pupils(server, "word");
  await signIn(page, server, first);
  await heading(page, `Dag ${first.first}!`).waitFor();
  await button(page, "Niet jij?").click();
  await heading(page, "Dag! Wie ben jij?").waitFor();
  await signIn(page, server, second);
  await heading(page, `Dag ${second.first}!`).waitFor();
});

journey("own device: the session outlives the browser, else it does not", {}, async ({server, page, context}) => {
  const [pupil] = await pupils(server, "word");
  await signIn(page, server, pupil);
  const session = async () => (await context.cookies(server.mijn)).find(c => c.name === "mijn");
  assert.equal((await session()).expires, -1);
  assert.ok((await session()).httpOnly);
  await button(page, "Meld af").click();
  await page.goto(`${server.mijn}/${pupil.username}`);
  await page.getByLabel("Dit is mijn eigen toestel").check();
  await typePassword(page, pupil.secret);
  await heading(page, `Dag ${pupil.first}!`).waitFor();
  assert.ok((await session()).expires > Date.now() / 1000 + 12 * 3600);
});
