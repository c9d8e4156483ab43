// The Schoolloket in four languages, chosen by a link and remembered; where one is stays.
import assert from "node:assert/strict";
import {journey, pageIsFine} from "./browser.mjs";
import {heading, search, signInAs, total} from "./loket.mjs";

journey("the Schoolloket speaks French, English and German; the filter stays", {}, async ({server, page}) => {
  await signInAs(page, server);
  await search(page, "daniels & co");
  assert.equal(await total(page), 0);
  for (const [language, title] of [["fr", "Élèves inscrits"], ["en", "Enrolled pupils"], ["de", "Eingeschriebene Schüler"]]) {
    await page.locator(`.foot [lang=${language}]`).click();
    await heading(page, title).waitFor();
    assert.equal(new URL(page.url()).searchParams.get("q"), "daniels & co");
    assert.equal((await page.locator("html").getAttribute("lang")).slice(0, 2), language);
  }
  await page.goto(`${server.loket}/instellingen`); // German asks for the most room
  await heading(page, "Einstellungen der Schule").waitFor();
  await pageIsFine(page, "instellingen-de");
});
