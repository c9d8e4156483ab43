// The Schoolloket in four languages, selected by a link and remembered; the user stays on the same
// page.
import assert from "node:assert/strict";
import {journey, pageIsFine} from "./browser.mjs";
import {button, heading, link, signInAs, total} from "./loket.mjs";
import {SCHOOL} from "./server.mjs";

journey("the Schoolloket speaks French, English and German; the filter stays", {}, async ({server, page}) => {
  await signInAs(page, server);
  const kept = () => assert.equal(new URL(page.url()).searchParams.get("q"), "daniels & co");
  // found while typing: the page stays, and its address follows
  await page.getByRole("searchbox").fill("daniels & co");
  await page.waitForURL(/q=daniels/);
  assert.equal(await total(page), 0);
  await button(page, "Wachtwoorden verbergen").click();
  await page.locator("button.switch[aria-pressed=false]").waitFor();
  kept();
  await button(page, "Wachtwoorden verbergen").click();
  await page.locator("button.switch[aria-pressed=true]").waitFor();
  await page.getByRole("searchbox").fill("daniels");
  await page.waitForURL(/q=daniels$/);
  await page.getByRole("searchbox").fill("daniels & co");
  await page.waitForURL(/q=daniels\+/);
  for (const [language, title] of [["fr", "Élèves inscrits"], ["en", "Enrolled pupils"], ["de", "Eingeschriebene Schüler"]]) {
    await page.locator(`.foot [lang=${language}]`).click();
    await heading(page, title).waitFor();
    kept();
    assert.equal((await page.locator("html").getAttribute("lang")).slice(0, 2), language);
  }
  await server.leerid("create", "--school", SCHOOL, "--roll-number", 945, "--type", "basic", "--secret", "picture", "--out", `${server.state}/kaarten.zip`);
  const german = /^\d\. (Hund|Fisch|Ente|Schmetterling|Banane|Apfel|Eis|Baum|Polizei|Roboter|Sonne|Auto|Tür|Fotoapparat|Rucksack|Ball)$/;
  await page.goto(`${server.loket}/leerlingen?q=945`);
  await link(page, "Cauberghs").click();
  await page.locator("main form[action*='/toon'] button").click();
  const words = await page.locator(".pics--n li span").allInnerTexts();
  assert.ok(words.length === 7 && words.every(word => german.test(word)), words.join());
  assert.ok(await page.locator(".pics--n img").evaluateAll(all => all.every(image => image.complete && image.naturalWidth > 0)));
  await pageIsFine(page, "leerling-plaatjes-de");
  await page.goto(`${server.loket}/instellingen`); // German needs the most space
  await heading(page, "Einstellungen der Schule").waitFor();
  await pageIsFine(page, "instellingen-de");
});

journey("what a browser says of a field is in the language of the page", {}, async ({server, page}) => {
  const bubble = selector => page.locator(selector).evaluate(field => field.validationMessage);
  for (const [language, leeg] of [["nl", "Vul dit veld in."], ["fr", "Ce champ est vide."], ["en", "Fill in this field."], ["de", "Dieses Feld ist noch leer."]]) {
    await page.goto(`${server.mijn}/taal/${language}?terug=/`);
    await page.locator("#naam").waitFor();
    await page.locator("main button.btn--wide").click();
    assert.equal(await bubble("#naam"), leeg);
    assert.equal(await page.evaluate(() => document.activeElement.id), "naam");
  }
  await page.goto(`${server.mijn}/taal/nl?terug=/`);
  await page.locator("main button.btn--wide").click();
  await page.locator("#naam").pressSequentially("ivica.cauberghs"); // corrected, so it continues
  await page.locator("main button.btn--wide").click();
  await page.waitForURL(/ivica.cauberghs$/);
  await signInAs(page, server);
  await page.goto(`${server.loket}/rekening`);
  await page.locator("#oud").fill("x");
  await page.locator("#nieuw").pressSequentially("kort");
  await page.locator("form:has(#nieuw) .btn--go").click();
  assert.equal(await bubble("#nieuw"), "Typ minstens 10 tekens.");
  await page.goto(`${server.loket}/instellingen`);
  await page.locator("#dagen").fill("400");
  await page.locator("form:has(#dagen) .btn--go").first().click();
  assert.equal(await bubble("#dagen"), "Typ een getal van 1 tot 365, in stappen van 1.");
  await page.goto(`${server.loket}/import`);
  await page.locator("form:has(#bestand) .btn--go").first().click();
  assert.equal(await bubble("#bestand"), "Kies een bestand.");
});
