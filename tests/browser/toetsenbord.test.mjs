// Keyboard only: from the sign-in to a card, by Tab, Enter, space and the shortcut keys.
import assert from "node:assert/strict";
import {journey} from "./browser.mjs";
import {heading, PASSWORD, renewed, text} from "./loket.mjs";
import {pupils} from "./mijn.mjs";

// Presses Tab until the named element has the focus, and checks that the focus is visible.
async function tabTo(page, name, key = "Tab") {
  for (let i = 0; i < 80; i++) {
    await page.keyboard.press(key);
    const here = await page.evaluate(() => {
      const e = document.activeElement, label = e.labels?.[0]?.innerText ?? "", style = getComputedStyle(e), around = e.closest("label") && getComputedStyle(e.closest("label"));
      return {name: (label || e.innerText || e.getAttribute("aria-label") || "").trim().replaceAll(/\s+/g, " "), seen: [style, around].some(s => s && s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2)};
    });
    if (here.name !== name) continue;
    assert.ok(here.seen, `the focus on ${name} is seen`);
    return;
  }
  assert.fail(`Tab does not reach ${name}`);
}

journey("by keyboard: sign in, find a pupil, make a LeerID", {}, async ({server, page}) => {
  const made = await server.staff("anna");
  await page.goto(made.url);
  await tabTo(page, "Ga naar de inhoud");
  await tabTo(page, "Nieuw wachtwoord");
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press("Enter");
  await heading(page, "Ingeschreven leerlingen").waitFor();
  await page.waitForLoadState(); // the script has run
  await page.keyboard.press("/");
  assert.equal(await page.evaluate(() => document.activeElement.id), "q");
  await page.keyboard.type("ivica");
  await page.waitForURL(/q=ivica/); // found while typing
  await renewed(page, () => page.keyboard.press("Enter"));
  await tabTo(page, "Cauberghs");
  await page.keyboard.press("Enter");
  await heading(page, "Nog geen LeerID").waitFor();
  await tabTo(page, "Maak een LeerID aan");
  await page.keyboard.press("Enter");
  await heading(page, "LeerID aanmeldgegevens").waitFor();
  await tabTo(page, "Bewaren en afdrukken");
  const downloaded = page.waitForEvent("download");
  await page.keyboard.press("Enter");
  await text(page, "Het LeerID is succesvol aangemaakt.");
  await downloaded;
});

journey("by keyboard: choose in the list, save in bulk", {}, async ({server, page}) => {
  const made = await server.staff("anna");
  await page.goto(made.url);
  await tabTo(page, "Nieuw wachtwoord");
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press("Enter");
  await page.waitForURL(/leerlingen/);
  await page.goto(`${server.loket}/leerlingen?q=dao`);
  await tabTo(page, "Kies alle rijen");
  await page.keyboard.press("Space");
  await tabTo(page, "Maak LeerID's aan");
  await page.keyboard.press("Enter");
  await heading(page, "Bulk: maak LeerID's aan").waitFor();
  await tabTo(page, "Bewaren en afdrukken");
  await page.keyboard.press("Enter");
  await text(page, /LeerID('s zijn| is) aangemaakt/);
});

for (const javascript of [true, false]) journey(`the first picture is at most three Tabs away${javascript ? "" : ", without JavaScript"}`, {javascript}, async ({server, page}) => {
  const [{username}] = await pupils(server, "pictures", 2);
  const tabs = async (keys = []) => {
    await page.goto("about:blank");
    await page.goto(`${server.mijn}/${username}`);
    // the focus moves with the first frame, which may come after the load event
    await page.locator("[autofocus]:focus").waitFor();
    for (const key of keys) await page.keyboard.press(key);
    for (let i = 1; i <= 12; i++) {
      await page.keyboard.press("Tab");
      if (await page.locator(".tile:focus").count() === 1) return [i, await page.locator(".tile:focus").innerText()];
    }
    return [99, ""];
  };
  const [away, first] = await tabs();
  assert.ok(away <= 3, `${away} Tabs`);
  assert.equal(first.trim(), "hond");
  assert.equal(await page.evaluate(() => scrollY), 0);
  for (let back = 0; back < 12 && await page.locator(".skip:focus").count() === 0; back++) await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  assert.equal((await page.locator(".tile:focus").innerText()).trim(), "hond", "the skip link goes to the pictures");
});
