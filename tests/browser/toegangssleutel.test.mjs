// Passkeys, recovery codes and sessions of staff, with Chromium's virtual authenticator.
import assert from "node:assert/strict";
import {journey, pageIsFine} from "./browser.mjs";
import {OTHER_SCHOOL, SCHOOL} from "./server.mjs";
import {button, heading, link, menu, PASSWORD, signInAs, text} from "./loket.mjs";

// A phone or laptop with a fingerprint sensor; presence and verification succeed at once.
async function authenticator(page, options = {}) {
  const client = await page.context().newCDPSession(page);
  await client.send("WebAuthn.enable");
  const {authenticatorId} = await client.send("WebAuthn.addVirtualAuthenticator", {options: {
    protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true,
    isUserVerified: true, automaticPresenceSimulation: true, ...options}});
  return {client, authenticatorId};
}
const later = server => server.change("UPDATE staff_session SET proof_ms = proof_ms - 16 * 60000");
const signOut = async page => {
  await page.getByRole("banner").locator("summary").click();
  await button(page, "Meld af").click();
};
const makePasskey = async (page, name) => {
  await menu(page, "Mijn rekening");
  await page.getByLabel("Naam, zodat je hem later herkent").fill(name);
  await button(page, "Maak een toegangssleutel").click();
  await text(page, "De toegangssleutel is bewaard.");
};
const makeCodes = async page => {
  await button(page, "Maak herstelcodes").click();
  await heading(page, "Herstelcodes").waitFor();
  return page.locator("ol.codes li").allInnerTexts();
};

journey("first passkey: made, then signed in and proved without typing", {both: true}, async ({server, page}) => {
  await authenticator(page);
  await signInAs(page, server);
  await menu(page, "Mijn rekening");
  await pageIsFine(page, "mijn-rekening-zonder");
  await page.goto(server.loket);
  await makePasskey(page, "Laptop secretariaat");
  await text(page, "Maak ook herstelcodes");
  const codes = await makeCodes(page);
  assert.equal(codes.length, 10);
  assert.match(codes[3], /^3(-[A-Z2-7]{4}){4}$/);
  await pageIsFine(page, "herstelcodes");
  await page.getByLabel("Ik heb ze afgedrukt of bewaard").check();
  await button(page, "Klaar").click();
  await text(page, "Je rekening is goed beveiligd");
  await pageIsFine(page, "mijn-rekening");

  await signOut(page);
  await page.goto(`${server.loket}/aanmelden?terug=/klaslijsten`);
  await pageIsFine(page, "aanmelden-sleutel");
  await button(page, "Meld aan met je toegangssleutel").click();
  await page.waitForURL(`${server.loket}/klaslijsten`);

  await later(server);
  await menu(page, "Mijn rekening");
  await button(page, "Maak nieuwe herstelcodes").click(); // needs a fresh proof
  await heading(page, "Geef je wachtwoord nog een keer").waitFor();
  await pageIsFine(page, "bevestig-sleutel");
  await button(page, "Bevestig met je toegangssleutel").click();
  await heading(page, "Herstelcodes").waitFor(); // the form went on by itself
});

journey("a passkey alone is not removed, and another one is", {}, async ({server, page}) => {
  const {client, authenticatorId} = await authenticator(page);
  await signInAs(page, server);
  await makePasskey(page, "Laptop");
  await page.getByRole("button", {name: "Verwijder Laptop"}).click();
  await text(page, "Voeg eerst een andere manier toe.");
  await makeCodes(page);
  await page.goto(`${server.loket}/rekening`);
  await page.getByRole("button", {name: "Verwijder Laptop"}).click();
  await text(page, "De toegangssleutel is verwijderd.");
  await signOut(page);
  await page.goto(`${server.loket}/aanmelden`);
  await button(page, "Meld aan met je toegangssleutel").click(); // the device still has it
  await text(page, "Deze toegangssleutel kennen we niet.");
  await client.send("WebAuthn.removeVirtualAuthenticator", {authenticatorId});
});

journey("cancelled: nothing happened, and the password still works", {}, async ({server, page}) => {
  await authenticator(page, {isUserVerified: false});
  await signInAs(page, server);
  await signOut(page);
  await page.goto(`${server.loket}/aanmelden`);
  await button(page, "Meld aan met je toegangssleutel").click();
  await text(page, "Er is niets gebeurd. Probeer opnieuw of gebruik je wachtwoord.");
  await pageIsFine(page, "aanmelden-geannuleerd");
  await page.getByLabel("Gebruikersnaam").fill("beheerder");
  await page.getByLabel("Wachtwoord", {exact: true}).fill(PASSWORD);
  await button(page, "Aanmelden").click();
  await page.waitForURL(/leerlingen/);
});

journey("lost phone: a recovery code and the password, once", {}, async ({server, page}) => {
  const {client, authenticatorId} = await authenticator(page);
  await signInAs(page, server);
  await makePasskey(page, "Telefoon");
  const codes = await makeCodes(page);
  await page.goto(server.loket);
  await signOut(page);
  await client.send("WebAuthn.removeVirtualAuthenticator", {authenticatorId});
  const typed = async (code, trust = false) => {
    await page.goto(`${server.loket}/aanmelden`);
    await page.getByLabel("Gebruikersnaam").fill("beheerder");
    await page.getByLabel("Wachtwoord", {exact: true}).fill(PASSWORD);
    await page.getByLabel("Code van je app").fill(code);
    if (trust) await page.getByLabel("Vertrouw dit toestel 30 dagen").check();
    await button(page, "Aanmelden").click();
  };
  await typed("");
  await text(page, "Typ ook de code van je app, of een herstelcode.");
  await typed(codes[4].toLowerCase().replaceAll("-", " "), true);
  await page.waitForURL(/leerlingen/);
  await menu(page, "Mijn rekening");
  await text(page, "9 van 10 over.");
  await text(page, "vertrouwd toestel tot");
  await signOut(page);
  await typed(""); // trusted for 30 days
  await page.waitForURL(/leerlingen/);
  await menu(page, "Mijn rekening");
  await button(page, "Maak nieuwe herstelcodes").click(); // a trusted device is no proof
  await heading(page, "Geef je wachtwoord nog een keer").waitFor();
  await page.context().clearCookies();
  await typed(codes[4]);
  await text(page, "Typ ook de code van je app, of een herstelcode.");
});

journey("sessions: the other browser is ended at once", {both: true}, async ({server, page, open}) => {
  await signInAs(page, server);
  const other = await open();
  await other.goto(`${server.loket}/aanmelden`);
  await other.getByLabel("Gebruikersnaam").fill("beheerder");
  await other.getByLabel("Wachtwoord", {exact: true}).fill(PASSWORD);
  await button(other, "Aanmelden").click();
  await other.waitForURL(/leerlingen/);
  await menu(page, "Mijn rekening");
  await text(page, "Waar je aangemeld bent");
  await page.locator("section", {hasText: "Waar je aangemeld bent"}).getByRole("button", {name: /^Meld af/}).first().click();
  await text(page, "Afgemeld.");
  await other.reload();
  await heading(other, "Aanmelden").waitFor();
  await link(page, "LeerID beheer").click();
  await page.getByRole("searchbox").waitFor();
});

journey("new phone: in with the old key, a new key is made, the old one removed", {}, async ({server, page}) => {
  const old = await authenticator(page);
  await signInAs(page, server);
  await makePasskey(page, "Oude telefoon");
  await signOut(page);
  await page.goto(`${server.loket}/aanmelden`);
  await button(page, "Meld aan met je toegangssleutel").click();
  await page.waitForURL(/leerlingen/);
  await old.client.send("WebAuthn.removeVirtualAuthenticator", {authenticatorId: old.authenticatorId});
  await authenticator(page);
  await makePasskey(page, "Nieuwe telefoon");
  await page.getByRole("button", {name: "Verwijder Oude telefoon"}).click();
  await text(page, "De toegangssleutel is verwijderd.");
  await signOut(page);
  await page.goto(`${server.loket}/aanmelden`);
  await button(page, "Meld aan met je toegangssleutel").click();
  await page.waitForURL(/leerlingen/);
});

journey("a colleague resets a colleague: allowed and refused", {both: true}, async ({server, page, open}) => {
  const colleague = await open();
  await signInAs(colleague, server, "lena.leerkracht", {role: "teacher"});
  await menu(colleague, "Mijn rekening");
  await makeCodes(colleague);
  await server.staff("hogerop", {role: "manager", schools: [SCHOOL, OTHER_SCHOOL]});
  await signInAs(page, server);
  await menu(page, "Personeel");
  await pageIsFine(page, "personeel");
  const row = page.getByRole("row", {name: /lena\.leerkracht/});
  await row.locator("summary").click();
  await pageIsFine(page, "personeel-help");
  await page.getByRole("button", {name: "Vernieuw de toegang van lena.leerkracht"}).click();
  await heading(page, "Nieuwe toegang voor lena.leerkracht").waitFor();
  await pageIsFine(page, "personeel-link");
  await colleague.goto(`${server.loket}/leerlingen`);
  await heading(colleague, "Aanmelden").waitFor(); // signed out at once
  await page.goto(`${server.loket}/personeel`);
  await row.locator("summary").click();
  await text(page, "Jij vernieuwde pas de toegang.");
  assert.equal(await page.getByRole("button", {name: "Verwijder de tweede stap van lena.leerkracht"}).count(), 0);
  await text(page, "Heeft rechten die jij niet hebt. Daarom doet de platformbeheerder dit.");
  const other = await open();
  await signInAs(other, server, "tweede.beheerder");
  await menu(other, "Personeel");
  await other.getByRole("row", {name: /lena\.leerkracht/}).locator("summary").click();
  await other.getByRole("button", {name: "Verwijder de tweede stap van lena.leerkracht"}).click();
  await text(other, "De tweede stap van lena.leerkracht is verwijderd.");
  await page.goto(`${server.loket}/leerlingen`);
  await text(page, "Je hebt een bericht over de toegang tot LeerID.");
  await link(page, "Lees het bij Mijn rekening").click();
  await text(page, "tweede.beheerder verwijderde de tweede stap van lena.leerkracht.");
  await pageIsFine(page, "mijn-rekening-bericht");
  await button(page, "Gelezen").click();
  await page.goto(`${server.loket}/leerlingen`);
  assert.equal(await page.getByText("Je hebt een bericht").count(), 0);
});
