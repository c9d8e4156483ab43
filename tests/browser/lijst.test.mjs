// The pupil list: search, filters, sorting, selection.
import assert from "node:assert/strict";
import {download, journey, pageIsFine} from "./browser.mjs";
import {PASSWORD, heading, link, rowsAre, search, signInAs, total} from "./loket.mjs";
import {SCHOOL} from "./server.mjs";

journey("staff sign in by the one-time link, which works once", {both: true}, async ({server, page, open}) => {
  const made = await server.staff("anna");
  await page.goto(`${server.loket}/`);
  await pageIsFine(page, "aanmelden-personeel");
  await page.goto(made.url);
  await pageIsFine(page, "uitnodiging");
  await page.getByLabel("Nieuw wachtwoord", {exact: true}).fill(PASSWORD);
  await page.getByRole("button", {name: "Bewaren"}).click();
  await link(page, "LeerID beheer").waitFor();
  const second = await open();
  await second.goto(made.url);
  assert.equal(second.sent.status, 404);
  await second.goto(`${server.loket}/`);
  await second.getByLabel("Gebruikersnaam").fill("anna");
  await second.getByLabel("Wachtwoord", {exact: true}).fill(PASSWORD);
  await second.getByRole("button", {name: "Aanmelden"}).click();
  await link(second, "LeerID beheer").waitFor();
});

journey("the list finds by number, name, first name, without accents, and counts", {}, async ({server, page}) => {
  await signInAs(page, server);
  await heading(page, "Ingeschreven leerlingen").waitFor();
  assert.equal(await total(page), 200);
  for (const column of ["Stamnummer", "Voornaam", "Naam", "Administratieve groep", "Status", "Type"])
    await page.getByRole("columnheader", {name: column, exact: true}).waitFor();
  for (const [words, name] of [["945", "Cauberghs"], ["ivica", "Cauberghs"], ["suheda", "Carabin"], ["daniels wilhelmina", "Daniëls"]]) {
    await search(page, words);
    await link(page, name).waitFor();
    assert.ok(await total(page) < 10, words);
  }
  await page.getByLabel("Administratieve groep", {exact: true}).selectOption("1e lj 3e gr Wetenschappen-wiskunde ASO");
  await search(page, "ca");
  await pageIsFine(page, "lijst");
  await link(page, "Wis").click();
  await search(page, "niemand heet zo");
  await page.getByText("Geen leerling gevonden voor ‘niemand heet zo’").waitFor();
  await pageIsFine(page, "lijst-leeg");
  await page.goBack();
  await rowsAre(page, 200);
  await search(page, "suheda carabin 4a");
  await link(page, "Carabin").waitFor();
  await page.getByLabel("Status", {exact: true}).selectOption("Actief");
  await page.getByText("Geen leerling gevonden voor ‘suheda carabin 4a’ met deze filters").waitFor();
  await pageIsFine(page, "lijst-leeg-door-filter");
  await link(page, "Zoek in alle leerlingen").click();
  await link(page, "Carabin").waitFor();
  assert.equal(await total(page), 1);
});

for (const javascript of [true, false]) journey(`the whole row opens the pupil${javascript ? "" : ", without JavaScript"}`, {javascript}, async ({server, page}) => {
  await server.leerid("create", "--school", SCHOOL, "--roll-number", 945, "--out", `${server.state}/kaarten.zip`);
  await signInAs(page, server);
  await page.goto(`${server.loket}/leerlingen?q=cauberghs`);
  const row = page.locator("tbody tr");
  for (const [width, height] of [[1280, 800], [390, 844]]) {
    await page.setViewportSize({width, height});
    for (const cell of [".c-nr", ".c-group", ".c-status"]) {
      await row.locator(cell).scrollIntoViewIfNeeded();
      const place = await row.locator(cell).boundingBox();
      await page.mouse.click(place.x + 2, place.y + place.height / 2);
      await page.waitForURL(/leerlingen\/\w+\?q=cauberghs/);
      await page.goBack();
      await row.waitFor();
    }
  }
  await page.setViewportSize({width: 1280, height: 800});
  await row.getByRole("checkbox").click();
  assert.ok(await row.getByRole("checkbox").isChecked(), "the checkbox chooses");
  const card = await download(page, () => row.locator(".c-act a").click());
  assert.match(card.name, /\.pdf$/, "the icon prints");
  assert.deepEqual(await row.locator("a:not(.c-act a)").allInnerTexts(), ["Cauberghs"]);
  if (javascript) {
    await row.locator(".c-group").scrollIntoViewIfNeeded();
    const group = await row.locator(".c-group").boundingBox();
    await page.mouse.move(group.x + 14, group.y + group.height / 2);
    await page.mouse.down();
    await page.mouse.move(group.x + 120, group.y + group.height / 2, {steps: 4});
    await page.mouse.up();
    assert.ok((await page.evaluate(() => String(getSelection()))).length > 3, "text is selected");
  }
  assert.match(page.url(), /leerlingen\?q=cauberghs$/);
  assert.equal(await row.evaluate(r => r.querySelectorAll("a a, a button, button a, a input").length), 0);
});
