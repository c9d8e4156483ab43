// What JavaScript adds to the Schoolloket: search while typing, a persistent selection, shortcut
// keys, the warning before the session ends.
import assert from "node:assert/strict";
import {download, journey, pageIsFine} from "./browser.mjs";
import {pdfText} from "./files.mjs";
import {button, heading, link, rowsAre, signInAs, text, tick, total} from "./loket.mjs";
import {SCHOOL} from "./server.mjs";

const box = (page, name) => page.getByRole("checkbox", {name: `Kies ${name}`, exact: true});
const chosen = page => page.locator(".selbar output").innerText();

journey("the list finds while one types; the address and the way back follow", {}, async ({server, page}) => {
  await signInAs(page, server);
  const field = page.getByRole("searchbox");
  await field.pressSequentially("ÖMER", {delay: 20});
  await page.waitForURL(/q=/);
  await field.fill("wilhelmina dan");
  await link(page, "Daniëls").waitFor();
  await rowsAre(page, 1);
  assert.equal(await total(page), 1);
  assert.equal(new URL(page.url()).searchParams.get("q"), "wilhelmina dan");
  await page.goBack();
  await rowsAre(page, 200);
});

journey("the selection outlives searching and sorting, and says what is possible", {}, async ({server, page}) => {
  await server.leerid("create", "--school", SCHOOL, "--roll-number", 945, "--out", `${server.state}/kaarten.zip`);
  await signInAs(page, server);
  await box(page, "Mac Daoust").check();
  await page.getByRole("searchbox").fill("cauberghs");
  await page.waitForURL(/q=cauberghs/);
  await box(page, "Ivica Cauberghs").check();
  assert.match(await chosen(page), /^2 gekozen/);
  await page.getByRole("searchbox").fill("");
  await rowsAre(page, 200);
  assert.ok(await box(page, "Mac Daoust").isChecked());
  await page.getByRole("link", {name: "Stamnummer"}).click();
  await page.waitForURL(/orde=/);
  assert.ok(await box(page, "Mac Daoust").isChecked() && await box(page, "Ivica Cauberghs").isChecked());
  await button(page, "Maak LeerID's aan").click();
  await heading(page, "Bulk: maak LeerID's aan").waitFor();
  await text(page, "1 gekozen leerling heeft al een LeerID en doet niet mee.");
  assert.equal(await total(page), 1);
});

journey("a select searches at once; what is chosen beyond the list is told, and let go in one click", {}, async ({server, page}) => {
  await signInAs(page, server);
  const group = page.getByLabel("Administratieve groep", {exact: true});
  await tick(page, "Kies alle rijen");
  assert.match(await chosen(page), /^200 gekozen 200 zonder/);
  await group.selectOption("4de leerjaar");
  await page.waitForFunction(() => document.querySelectorAll("tbody tr").length < 200);
  assert.equal(new URL(page.url()).searchParams.get("groep"), "4de leerjaar");
  const here = await page.locator("tbody tr").count();
  assert.equal(await total(page), here);
  assert.equal(await chosen(page), `200 gekozen: ${here} in deze lijst, ${200 - here} daarbuiten`);
  await pageIsFine(page, "lijst-daarbuiten");
  await button(page, "Maak LeerID's aan").click();
  await text(page, `${200 - here} van deze leerlingen staan niet in de lijst waar je vandaan komt`);
  await pageIsFine(page, "bulk-daarbuiten");
  await button(page, "Annuleer").click();
  assert.equal(await page.locator("tbody .ck:checked").count(), 0);
  await link(page, "LeerID beheer").click();
  await tick(page, "Kies alle rijen");
  await group.selectOption("4de leerjaar"); // the tour of the README
  await page.waitForFunction(() => document.querySelectorAll("tbody tr").length < 200);
  await page.setViewportSize({width: 390, height: 844}); // as on a phone
  await button(page, "Vink uit wie daarbuiten valt").click();
  await page.setViewportSize({width: 1280, height: 800});
  assert.ok((await chosen(page)).startsWith(`${here} gekozen ${here} zonder`));
  await page.evaluate(() => { // twenty minutes later
    const [key] = Object.keys(sessionStorage), kept = JSON.parse(sessionStorage[key]);
    sessionStorage[key] = JSON.stringify({...kept, at: kept.at - 20 * 60000});
  });
  await page.reload();
  assert.equal(await page.locator("tbody .ck:checked").count(), 0);
  await page.getByLabel("Kies alle rijen").check();
  await button(page, "Maak LeerID's aan").click();
  await heading(page, "Bulk: maak LeerID's aan").waitFor();
  assert.equal(await total(page), here);
  assert.equal(await page.getByText("waar je vandaan komt").count(), 0);
});

journey("shift takes a range; the box at the top takes everyone the filter matches", {}, async ({server, page}) => {
  await signInAs(page, server);
  await page.goto(`${server.loket}/leerlingen?q=da`);
  const many = await total(page), boxes = page.locator("tbody .ck");
  await boxes.nth(0).click();
  await boxes.nth(3).click({modifiers: ["Shift"]});
  assert.match(await chosen(page), /^4 gekozen/);
  await tick(page, "Kies alle rijen");
  assert.match(await chosen(page), new RegExp(`^${many} gekozen`));
  await pageIsFine(page, "lijst-gekozen");
  await page.setViewportSize({width: 390, height: 844}); // also on a phone
  await button(page, "Maak keuze leeg").click();
  assert.equal(await page.locator("tbody .ck:checked").count(), 0);
});

journey("keys: / searches, p prints the card of the row, ? lists the keys, Esc closes the menu", {}, async ({server, page}) => {
  await server.leerid("create", "--school", SCHOOL, "--roll-number", 945, "--out", `${server.state}/kaarten.zip`);
  await signInAs(page, server);
  await page.goto(`${server.loket}/leerlingen?q=cauberghs`);
  await page.keyboard.press("/");
  assert.equal(await page.evaluate(() => document.activeElement.id), "q");
  await link(page, "Cauberghs").focus();
  const card = await download(page, () => page.keyboard.press("p"));
  assert.match(await pdfText(card.path), /ivica\.cauberghs/);
  await page.goto(`${server.loket}/leerlingen?q=cauberghs`);
  const menu = page.locator("details.menu");
  await menu.locator("summary").click();
  await page.keyboard.press("Escape");
  assert.equal(await menu.getAttribute("open"), null);
  await page.keyboard.press("?");
  await heading(page, "Sneltoetsen").waitFor();
  await button(page, "Zet sneltoetsen uit").click();
  await page.goto(`${server.loket}/leerlingen?q=cauberghs`);
  await link(page, "Cauberghs").focus();
  await page.keyboard.press("/");
  assert.notEqual(await page.evaluate(() => document.activeElement.id), "q");
});

journey("before the session ends one is asked, and goes on", {}, async ({server, page}) => {
  await page.clock.install();
  await signInAs(page, server);
  await page.clock.fastForward("24:00");
  assert.equal(await button(page, "Ik werk verder").count(), 0);
  await page.clock.fastForward("02:00");
  await button(page, "Ik werk verder").waitFor();
  await pageIsFine(page, "sessie");
  await button(page, "Ik werk verder").click();
  await page.waitForFunction(() => !document.querySelector("dialog[open]"));
});
