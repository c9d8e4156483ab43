// Double, concurrent, late and interrupted requests: nothing is lost and nothing is created twice.
import assert from "node:assert/strict";
import {journey, pageIsFine} from "./browser.mjs";
import {button, heading, link, openPupil, PASSWORD, signInAs, text, tick} from "./loket.mjs";
import {SCHOOL} from "./server.mjs";

const draft = async (page, server, words = "daoust") => {
  await page.goto(`${server.loket}/leerlingen?q=${words}`);
  await tick(page, "Kies alle rijen");
  await button(page, "Maak LeerID's aan").click();
  await heading(page, "Bulk: maak LeerID's aan").waitFor();
};

journey("the same form sent twice makes the same accounts once", {both: true}, async ({server, page}) => {
  await signInAs(page, server);
  await draft(page, server);
  await page.evaluate(() => {
    const form = document.querySelector("form.card"), fields = new URLSearchParams(new FormData(form));
    fields.set("actie", "bewaar");
    return Promise.all([1, 2].map(() => fetch(form.action, {method: "POST", body: fields}).then(a => a.status)));
  });
  await button(page, "Bewaren en afdrukken").click();
  await heading(page, "1 LeerID is aangemaakt").waitFor();
  const {items} = await server.leerid("school", "list");
  assert.equal(items.find(item => item.school === SCHOOL).accounts, 1);
});

journey("the window closes in the middle: the draft waits under Recent gemaakt", {}, async ({server, page, context}) => {
  await signInAs(page, server);
  await draft(page, server, "daoust");
  await page.getByLabel("Gebruikersnaam van Mac Daoust").fill("mac.de.tweede");
  const kept = page.waitForResponse(answer => answer.request().method() === "POST");
  await button(page, "nieuw gevorderd wachtwoord voor Mac Daoust").click();
  await kept;
  await page.close();
  const again = await context.newPage();
  await again.goto(`${server.loket}/taken`);
  await again.getByRole("link", {name: /^Kijk verder na/}).click();
  assert.equal(await again.getByLabel("Gebruikersnaam van Mac Daoust").inputValue(), "mac.de.tweede");
});

journey("who signs out is told so, once; the menu keeps each entry on a line", {}, async ({server, page}) => {
  await signInAs(page, server);
  await page.getByRole("banner").locator("summary").click();
  for (const name of ["Instellingen van de school", "Netwerken van de school"])
    assert.ok((await page.getByRole("link", {name}).boundingBox()).height < 50, `${name} on one line`);
  await button(page, "Meld af").click();
  await text(page, "Je bent afgemeld.");
  await pageIsFine(page, "loket-afgemeld");
  await page.reload();
  assert.equal(await page.getByText("Je bent afgemeld.").count(), 0);
});

journey("two members of staff change the same account: the second is told", {both: true}, async ({server, page, open}) => {
  await server.leerid("create", "--school", SCHOOL, "--roll-number", 945, "--out", `${server.state}/kaarten.zip`);
  await signInAs(page, server, "anna");
  const other = await open();
  await signInAs(other, server, "bram");
  for (const one of [page, other]) await openPupil(one, "945", "Cauberghs");
  for (const [one, says] of [[page, "Het account is inactief."], [other, /Dit account is intussen gewijzigd, door jou in een ander venster of door een collega/]]) {
    await one.locator("summary", {hasText: "Maak inactief"}).click();
    await button(one, "Maak het account inactief").click();
    await text(one, says);
  }
});

journey("the same person in two windows: the second is told, and what was typed stays", {}, async ({server, page, context, problems}) => {
  await server.leerid("create", "--school", SCHOOL, "--roll-number", 945, "--out", `${server.state}/kaarten.zip`);
  await signInAs(page, server);
  await openPupil(page, "945", "Cauberghs");
  await link(page, "Pas aanmeldgegevens aan").click();
  const second = await context.newPage(), name = one => one.getByLabel("Gebruikersnaam", {exact: true});
  await second.goto(page.url());
  for (const [one, typed] of [[page, "ivica.eerst"], [second, "ivica.daarna"]]) {
    await name(one).fill(typed);
    await button(one, "Bewaren en afdrukken").click();
  }
  await text(second, /intussen gewijzigd \(.*\), door jou in een ander venster of door een collega. De gebruikersnaam is nu ivica.eerst/);
  assert.equal(await name(second).inputValue(), "ivica.daarna");
  problems.length = 0; // the 409 was expected
  await button(second, "Bewaren en afdrukken").click();
  await text(second, "De aanmeldgegevens zijn gewijzigd.");
});

journey("the session ends while a form is open: after signing in it goes on", {both: true}, async ({server, page}) => {
  await signInAs(page, server);
  await draft(page, server);
  await page.getByLabel("Gebruikersnaam van Mac Daoust").fill("mac.na.de.pauze");
  await server.change("UPDATE staff_session SET seen_ms = seen_ms - 31 * 60000");
  await button(page, "Bewaren en afdrukken").click();
  await text(page, "Je was een tijd niet actief. Meld je opnieuw aan. Wat je invulde, is bewaard.");
  await pageIsFine(page, "sessie-voorbij");
  await page.getByLabel("Gebruikersnaam").fill("beheerder");
  await page.getByLabel("Wachtwoord", {exact: true}).fill(PASSWORD);
  await button(page, "Aanmelden").click();
  await heading(page, "Wat je invulde, is bewaard").waitFor();
  await pageIsFine(page, "bewaard");
  await button(page, "Ga verder met wat je invulde").click();
  assert.equal(await page.getByLabel("Gebruikersnaam van Mac Daoust").inputValue(), "mac.na.de.pauze");
  await button(page, "Bewaren en afdrukken").click();
  await heading(page, "1 LeerID is aangemaakt").waitFor();
});

journey("the server restarts: staff stay signed in, work goes on", {}, async ({server, page}) => {
  await signInAs(page, server);
  await draft(page, server);
  assert.equal(await server.stop(), 0);
  await server.serve();
  await button(page, "Bewaren en afdrukken").click();
  await heading(page, "1 LeerID is aangemaakt").waitFor();
  await pageIsFine(page, "bulk-resultaat-1");
});
