// Steps in the Schoolloket, in the words on the screen.
export const PASSWORD = "vier losse woorden samen";

export const button = (page, name) => page.getByRole("button", {name, exact: true});
export const link = (page, name) => page.getByRole("link", {name, exact: true});
export const heading = (page, name) => page.getByRole("heading", {name, exact: true});

// Takes the one-time link and chooses a password, as somebody new does; ends on the first page there is for them.
export async function signInAs(page, server, name = "beheerder", wish = {}) {
  const made = await server.staff(name, wish);
  await page.goto(made.url);
  await page.getByLabel("Nieuw wachtwoord", {exact: true}).fill(PASSWORD);
  await button(page, "Bewaren").click();
  await page.getByRole("navigation", {name: "Hoofdmenu"}).waitFor();
}

export const total = page => page.getByText(/^Totaal aantal rijen: /).first().innerText().then(text => Number(text.replaceAll(/\D/g, "")));

export async function search(page, words) {
  await page.getByRole("searchbox").fill(words);
  await page.getByRole("searchbox").press("Enter");
  await page.waitForURL(url => url.searchParams.get("q") === words);
}
