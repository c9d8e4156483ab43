// The budget of secrets that staff show and print in a day: past it a reason and a second proof,
// what managers see of it, a colleague's yes, and the banner about the second step.
import assert from "node:assert/strict";
import {download, htmlIsValid, journey, pageIsFine} from "./browser.mjs";
import {button, heading, link, menu, openPupil, PASSWORD, signInAs, text, tick} from "./loket.mjs";
import {OTHER_SCHOOL, SCHOOL} from "./server.mjs";

const NUMBERS = [7028, 945, 4412];
const NAMES = ["Abdulghani Bogdan", "Ivica Cauberghs"];
const make = server => server.leerid("create", "--school", SCHOOL, ...NUMBERS.flatMap(n => ["--roll-number", n]), "--out", `${server.state}/kaarten.zip`);

// The day in Brussels, and the budget that it gives.
function today() {
  const [year, month, day] = new Date().toLocaleDateString("en-CA", {timeZone: "Europe/Brussels"}).split("-").map(Number);
  const start = (month === 8 && day >= 25) || (month === 9 && day <= 8);
  return {day: Date.UTC(year, month - 1, day) / 86400000, budget: start ? 1000 : 60};
}
// What this person already showed today: all but `left`.
const leave = (server, name, left) => server.change(`INSERT INTO staff_reveal (staff_id, school_id, day, shown, extra)
  SELECT staff_id, 0, ${today().day}, ${today().budget - left}, 0 FROM staff WHERE login = '${name}'`);
const asked = page => heading(page, "Je dagbudget is op").or(heading(page, "Dit past niet meer in je dagbudget"));
const confirm = async (page, reason, password = PASSWORD) => {
  await page.getByLabel("Waarom?").fill(reason);
  await page.getByLabel("Wachtwoord", {exact: true}).fill(password);
  await button(page, "Bevestig en ga verder").click();
};
const printTwo = async (page, server) => {
  await page.goto(`${server.loket}/leerlingen?status=actief`);
  for (const name of NAMES) await tick(page, `Kies ${name}`);
  await button(page, "Druk kaarten af").click();
  await heading(page, "2 kaarten afdrukken").waitFor();
  await page.getByLabel("Gewoon A4").check();
  await button(page, "Maak het bestand").click();
};

journey("budget of reveals reached: a reason and a second proof, and the print goes on", {both: true}, async ({server, page, open, problems}) => {
  const {budget} = today();
  await make(server);
  const karim = await open(), elsewhere = await open();
  await signInAs(karim, server, "karim");
  await signInAs(elsewhere, server, "elders", {schools: [OTHER_SCHOOL]});
  await menu(karim, "Wie drukte wat af");
  await heading(karim, "Nog niets getoond of afgedrukt").waitFor();
  await pageIsFine(karim, "wie-drukte-leeg");
  await signInAs(page, server, "an.claes");
  await leave(server, "an.claes", 1);

  await printTwo(page, server);
  await asked(page).waitFor();
  await text(page, `${budget - 1} van ${budget} gebruikt`);
  await text(page, "Wat je vraagt, is 1 wachtwoord meer.");
  await text(page, "Deze collega's krijgen een bericht: karim.");
  await pageIsFine(page, "dagbudget-bijna");
  await button(page, "Niet nu").click(); // the print page, as it was filled in
  await heading(page, "2 kaarten afdrukken").waitFor();
  assert.ok(await page.getByLabel("Gewoon A4").isChecked());
  await button(page, "Maak het bestand").click();

  await confirm(page, "x");
  await text(page, "Schrijf kort waarom je dit nodig hebt.");
  await confirm(page, "Klas 4B is haar kaarten kwijt", "niet dit");
  await text(page, "Dit wachtwoord klopt niet. Probeer opnieuw.");
  assert.equal(await page.getByLabel("Waarom?").inputValue(), "Klas 4B is haar kaarten kwijt");
  await pageIsFine(page, "dagbudget-fout");
  const file = await download(page, () => confirm(page, "Klas 4B is haar kaarten kwijt"));
  assert.match(file.name, /\.pdf$/);

  await openPupil(page, "945", "Cauberghs"); // printed today already: counts no more
  await button(page, "toon").click();
  await link(page, "verberg").waitFor();
  await menu(page, "Wie drukte wat af");
  await text(page, "‘Klas 4B is haar kaarten kwijt’");

  await menu(karim, "Mijn rekening");
  await text(karim, "an.claes toonde of drukte meer wachtwoorden af dan het dagbudget, en gaf een reden.");
  await button(karim, "Gelezen").click();
  await menu(karim, "Wie drukte wat af");
  await text(karim, "boven het dagbudget");
  await text(karim, "Kaarten of stickers afgedrukt");
  await pageIsFine(karim, "wie-drukte");
  await link(karim, "Toon alleen wat opvalt").click();
  await heading(karim, "Alleen wat opvalt").waitFor();
  await menu(elsewhere, "Wie drukte wat af");
  await heading(elsewhere, "Nog niets getoond of afgedrukt").waitFor();
  const refused = problems.splice(0); // the script asked for the file, and then for the page
  assert.deepEqual(refused.filter(line => !/^403: \S+\/afdrukken$/.test(line)), []);
});

journey("the budget is used up: a card, a shown password and a class list all ask", {}, async ({server, page}) => {
  await make(server);
  await signInAs(page, server, "an.claes");
  await leave(server, "an.claes", 0);
  await openPupil(page, "7028", "Bogdan");
  const address = page.url();
  await button(page, "toon").click();
  await asked(page).waitFor();
  await text(page, "Je school heeft geen andere LeerID-beheerder.");
  await pageIsFine(page, "dagbudget");
  await link(page, "Niet nu").click();
  await heading(page, "Abdulghani Bogdan").waitFor();
  await button(page, "toon op mijn scherm").click();
  await asked(page).waitFor();
  await page.goto(address);
  await link(page, "Druk kaart af").click();
  await asked(page).waitFor();
  await page.goto(`${server.loket}/klaslijsten`);
  await tick(page, "Met wachtwoorden");
  await button(page, "Maak de klaslijst").click();
  await tick(page, "Ja, ik wil een lijst met wachtwoorden");
  await button(page, "Maak de klaslijst").click();
  await asked(page).waitFor();
  await page.goto(address);
  await link(page, "Druk kaart af").click();
  const file = await download(page, () => confirm(page, "Kaart verloren op de speelplaats"));
  assert.match(file.name, /\.pdf$/);
  assert.equal(page.url(), address);
  await page.goto(`${server.loket}/klaslijsten`); // what was added is enough for these too
  await tick(page, "Met wachtwoorden");
  await button(page, "Maak de klaslijst").click();
  await tick(page, "Ja, ik wil een lijst met wachtwoorden");
  assert.match((await download(page, () => button(page, "Maak de klaslijst").click())).name, /met-wachtwoorden\.pdf$/);
});

journey("past the budget with a passkey, after the reason", {}, async ({server, page}) => {
  const client = await page.context().newCDPSession(page);
  await client.send("WebAuthn.enable");
  await client.send("WebAuthn.addVirtualAuthenticator", {options: {protocol: "ctap2", transport: "internal",
    hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true}});
  await make(server);
  await signInAs(page, server, "an.claes");
  await menu(page, "Mijn rekening");
  await page.getByLabel("Naam, zodat je hem later herkent").fill("Laptop");
  await button(page, "Maak een toegangssleutel").click();
  await text(page, "De toegangssleutel is bewaard.");
  await leave(server, "an.claes", 0);
  await openPupil(page, "7028", "Bogdan");
  await button(page, "toon").click();
  await asked(page).waitFor();
  await pageIsFine(page, "dagbudget-sleutel");
  await button(page, "Bevestig met je toegangssleutel").click(); // the reason comes first
  await page.locator("#waarom:invalid").waitFor();
  await page.getByLabel("Waarom?").fill("Kaart verloren");
  await button(page, "Bevestig met je toegangssleutel").click();
  await link(page, "verberg").waitFor();
});

journey("past the budget without JavaScript", {javascript: false}, async ({server, page}) => {
  await make(server);
  await signInAs(page, server, "an.claes");
  await leave(server, "an.claes", 0);
  await openPupil(page, "7028", "Bogdan");
  await button(page, "toon").click();
  await asked(page).waitFor();
  await htmlIsValid(page);
  await confirm(page, "Kaart verloren");
  await link(page, "verberg").waitFor();
  await htmlIsValid(page);
  await page.goto(`${server.loket}/wie-drukte`);
  await htmlIsValid(page);
});

journey("a colleague raises the budget for a day", {both: true}, async ({server, page, open}) => {
  const {budget} = today();
  await make(server);
  const karim = await open();
  await signInAs(karim, server, "karim");
  await signInAs(page, server, "an.claes");
  await leave(server, "an.claes", 0);
  await menu(page, "Wie drukte wat af");
  if (budget === 1000) return; // nothing to raise in the first two weeks
  assert.equal(await page.getByLabel("Collega", {exact: true}).locator("option").count(), 1, "not one's own");
  await menu(karim, "Wie drukte wat af");
  await karim.getByLabel("Collega", {exact: true}).selectOption({label: "an.claes (60 van 60 gebruikt)"});
  await button(karim, "Verhoog voor vandaag").click();
  await heading(karim, "Het dagbudget is verhoogd.").waitFor();
  await text(karim, "Dagbudget verhoogd voor an.claes");
  await pageIsFine(karim, "wie-drukte-verhoogd");
  await openPupil(page, "7028", "Bogdan");
  await button(page, "toon").click();
  await link(page, "verberg").waitFor();
});

journey("an operator looks at any school", {}, async ({server, page, open}) => {
  await make(server);
  const an = await open();
  await signInAs(an, server, "an.claes");
  await openPupil(an, "7028", "Bogdan");
  await button(an, "toon").click();
  await link(an, "verberg").waitFor();
  await signInAs(page, server, "platform", {role: "operator"});
  await page.goto(`${server.loket}/platform`);
  await pageIsFine(page, "platform-scholen");
  await page.getByRole("link", {name: /^Wie drukte wat af BRUSSEL/}).click();
  await text(page, "Wachtwoord getoond");
  await pageIsFine(page, "wie-drukte-platform");
});

journey("the banner about the second step closes for one day", {}, async ({server, page}) => {
  await signInAs(page, server, "an.claes");
  const banner = page.getByRole("status").filter({hasText: "De tweede stap wordt verplicht over"});
  await banner.waitFor();
  await pageIsFine(page, "lijst-tweede-stap");
  await page.goto(`${server.loket}/klaslijsten`);
  await button(page, "Later").click();
  await heading(page, "Klaslijsten").waitFor();
  assert.equal(await banner.count(), 0);
  await page.goto(`${server.loket}/leerlingen`);
  assert.equal(await banner.count(), 0);
  await server.change("UPDATE staff SET later_day = later_day - 1");
  await page.reload();
  await banner.waitFor();
});
