// Staff sign in at their organisation: a real provider, real pages, claims as the Flemish one sends
// them.
import assert from "node:assert/strict";
import {journey, pageIsFine} from "./browser.mjs";
import {button, heading, link, openPupil, text} from "./loket.mjs";
import {MFA, Organisation} from "./organisation.mjs";
import {freePorts, OTHER_SCHOOL, SCHOOL} from "./server.mjs";

const ports = await freePorts(3); // one provider per journey, because journeys run concurrently
const an = {given_name: "An", family_name: "Peeters", vo_id: "8f1c", vo_doelgroepcode: "OV", vo_orgcode: "2", vo_orgnaam: "Test",
  leerid_rol_3d: ["LeerID-beheerder:000002", `LeerID-lezer:${OTHER_SCHOOL}`, "LeerID-beheerder:999999", "operator:2", "Iets anders:2"]};
const people = {an, bert: {...an, vo_id: "77aa", leerid_rol_3d: ["LeerID-beheerder:999999"]}, carl: {...an, vo_id: "55bb", vo_doelgroepcode: "BUR"},
  dora: {...an, vo_id: "44cc", given_name: "Dora"}, els: {...an, vo_id: "33dd", given_name: "Els", leerid_rol_3d: ["LeerID-lezer:2"]}};
const weak = ["dora", "els"];

function withOrganisation(name, body) {
  const port = ports.pop();
  journey(name, {settings: {staff_issuer: `http://localhost:${port}`, staff_client_id: "schoolloket", staff_provider_acr: MFA}}, async tools => {
    const organisation = await Organisation.start(port, tools.server, people, weak);
    try {
      await body({...tools, organisation, page: await tools.open({own: [organisation.issuer]})});
    } finally {
      await organisation.stop();
      // the provider's own pages request them
      const fonts = tools.problems.filter(line => line.includes("fonts.googleapis.com"));
      for (const line of fonts) tools.problems.splice(tools.problems.indexOf(line), 1);
    }
  });
}

// The pages of the provider: they accept any login and then ask for consent.
async function signInThere(page, login) {
  await page.locator("input[name=login]").fill(login);
  await page.locator("input[name=password]").fill("x");
  await page.locator("button[type=submit]").click();
  // the first time
  if (!page.url().includes("/aanmelden/") && await page.locator("form[action*=interaction]").count() > 0) await page.locator("button[type=submit]").click();
}

withOrganisation("staff sign in at their organisation, with the roles it gives", async ({server, page, organisation}) => {
  await page.goto(server.loket);
  await pageIsFine(page, "aanmelden-organisatie");
  await link(page, "Meld aan met je organisatie").click();
  await signInThere(page, "an");
  await heading(page, "Ingeschreven leerlingen").waitFor();
  await text(page, "BRUSSEL-STAD - TEST School 2 (2)");
  await text(page, "An Peeters");
  await page.goto(`${server.loket}/platform`);
  assert.equal(page.sent.status, 404); // an external login never becomes an operator
  await page.goto(`${server.loket}/instelling`);
  await text(page, "Basisschool De Zandloper"); // the other school, as a viewer
  await pageIsFine(page, "wijzig-instelling-organisatie");
  // there and back: the provider remembers the user
  await page.getByRole("link", {name: /De Zandloper/}).click();
  await heading(page, "Ingeschreven leerlingen").waitFor();
  assert.equal(JSON.parse(Buffer.from(new URL(organisation.questions.at(-1), organisation.issuer).searchParams.get("login_hint"), "base64")).code_hint, `${OTHER_SCHOOL}`);
  assert.match(await page.getByRole("banner").innerText(), /De Zandloper/);

  await server.leerid("create", "--school", SCHOOL, "--roll-number", 4412, "--secret", "word", "--out", `${server.state}/kaarten.zip`);
  await page.goto(`${server.loket}/aanmelden/organisatie?instelling=2&opnieuw=1&terug=/applicaties`);
  const asked = organisation.asked.at(-1);
  assert.equal(asked.prompt, "login");
  assert.deepEqual(JSON.parse(Buffer.from(asked.login_hint, "base64")), {cap_hint: "OV", code_hint: "2"});
  await signInThere(page, "an");
  await heading(page, "Applicaties").waitFor();
  await openPupil(page, "4412", "Carabin");
  await button(page, "toon").click();
  await button(page, "verberg").or(link(page, "verberg")).waitFor(); // the confirmation is recent
});

withOrganisation("without a second step at the organisation a manager is refused, and a viewer is not", async ({server, page, organisation}) => {
  await page.goto(`${server.loket}/aanmelden/organisatie`);
  await signInThere(page, "dora");
  await text(page, "Je organisatie meldde je aan zonder tweede stap.");
  await pageIsFine(page, "aanmelden-zonder-tweede-stap");
  assert.equal(organisation.asked.at(-1).acr_values, MFA);
  await page.goto(`${server.loket}/leerlingen`);
  await heading(page, "Aanmelden").waitFor();
  await page.context().clearCookies(); // there as well
  await page.goto(`${server.loket}/aanmelden/organisatie`);
  await signInThere(page, "els");
  await heading(page, "Ingeschreven leerlingen").waitFor();
  await text(page, "Els Peeters");
});

withOrganisation("who has no role here is told so, and answers of others are refused", async ({server, page}) => {
  for (const login of ["bert", "carl"]) {
    await page.context().clearCookies();
    await page.goto(`${server.loket}/aanmelden/organisatie`);
    await signInThere(page, login);
    await text(page, "je hebt geen rol in een school van dit Schoolloket");
  }
  await page.goto(`${server.loket}/aanmelden/organisatie/terug?code=x&state=y`);
  await text(page, "Aanmelden bij je organisatie is niet gelukt.");
  await page.context().clearCookies();
  await page.goto(`${server.loket}/aanmelden/organisatie`);
  // a response to a request that this browser did not make
  await page.context().clearCookies({name: "loket-stap"});
  await signInThere(page, "an");
  await text(page, "Aanmelden bij je organisatie is niet gelukt.");
});

journey("an organisation that does not answer blocks nobody else", {settings: {staff_issuer: "http://localhost:9", staff_client_id: "schoolloket"}}, async ({server, page}) => {
  await page.goto(`${server.loket}/aanmelden/organisatie`);
  await text(page, "Je organisatie antwoordt niet.");
  await page.getByLabel("Gebruikersnaam", {exact: true}).waitFor();
});
