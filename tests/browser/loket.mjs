// Steps in the Schoolloket, in the words on the screen.
export const PASSWORD = "vier losse woorden samen";

export const button = (page, name) => page.getByRole("button", {name, exact: true});
export const link = (page, name) => page.getByRole("link", {name, exact: true});
export const heading = (page, name) => page.getByRole("heading", {name, exact: true});

// Opens the one-time link and chooses a password, as a new staff member does; ends on their first
// page.
export async function signInAs(page, server, name = "beheerder", wish = {}) {
  const made = await server.staff(name, wish);
  await page.goto(made.url);
  // the only place where a new colleague sees it
  await page.getByText(`Je gebruikersnaam is ${name}.`).waitFor();
  await page.getByLabel("Nieuw wachtwoord", {exact: true}).fill(PASSWORD);
  await button(page, "Bewaren").click();
  await page.getByRole("banner").locator("summary").waitFor();
}

export const total = page => page.getByText(/^Totaal aantal rijen: /).first().innerText().then(text => Number(text.replaceAll(/\D/g, "")));

export async function search(page, words) {
  await page.getByRole("searchbox").fill(words);
  await page.getByRole("searchbox").press("Enter");
  await page.waitForURL(url => url.searchParams.get("q") === words);
}

// Runs an action that shows the pupil list again, by a new page or by new rows, and waits for it.
export async function renewed(page, action) {
  await page.evaluate(() => { for (const part of document.querySelector("form.list").children) part.dataset.before = ""; });
  await action();
  await page.waitForFunction(() => document.querySelector("form.list > *") && !document.querySelector("[data-before]"));
}

// Waits until the list shows that many pupils.
export const rowsAre = (page, count) => page.waitForFunction(wanted => document.querySelectorAll("tbody tr").length === wanted, count);

export async function openPupil(page, words, name) {
  if (await page.getByRole("searchbox").count() === 0) await link(page, "LeerID beheer").click();
  await search(page, words);
  await link(page, name).click();
  await link(page, "Terug naar overzicht").waitFor();
}

// Returns the value of a term in a list of terms: "Account status", "Stamnummer".
export const field = (page, term) => page.locator("dt", {hasText: new RegExp(`^${term}$`)}).first().locator("xpath=following-sibling::dd[1]").innerText()
  .then(value => value.trim());

// Waits until the words are on the page, whatever the markup.
export async function text(page, words) {
  const wanted = words instanceof RegExp ? words : new RegExp(words.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&").replaceAll(" ", "\\s+"));
  await page.waitForFunction(([source, flags]) => new RegExp(source, flags).test(document.body.innerText), [wanted.source, wanted.flags]);
}

// Sets a checkbox or radio button by its label.
export async function tick(page, name, on = true) {
  const box = page.getByLabel(name, {exact: true}).first();
  if (await box.isChecked() !== on) await box.setChecked(on);
}

// Uses the switch at the top: passwords are shown from now on.
export async function showSecrets(page) {
  const hide = button(page, "Wachtwoorden verbergen");
  if (await hide.getAttribute("aria-pressed") !== "true") return;
  await hide.click();
  await page.waitForFunction(() => document.querySelector(".switch").getAttribute("aria-pressed") === "false");
}

// For staff of several schools: selects the school to work for.
export async function chooseSchool(page, name) {
  if (!page.url().includes("/instelling")) await link(page, "Wijzig Instelling").click();
  await page.getByRole("button", {name}).click();
  await page.getByRole("banner").getByText(name).waitFor();
}

// Opens a link of the user menu.
export async function menu(page, name) {
  await page.getByRole("banner").locator("summary").click();
  await link(page, name).click();
}
