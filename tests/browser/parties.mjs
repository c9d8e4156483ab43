// Journeys of pupils with applications: accounts, signing in, and applications that stop when the
// journey ends.
import {journey} from "./browser.mjs";
import {button, heading} from "./loket.mjs";
import {SCHOOL} from "./server.mjs";

// Creates accounts of pupils: {username, password}.
export async function accounts(server, ...usernames) {
  await server.leerid("create", "--school", SCHOOL, "--roll-number", 4412, 945, "--secret", "word", "--out", `${server.state}/kaarten.zip`);
  return Promise.all(usernames.map(username => server.leerid("account", "reset", username, ...(username.startsWith("suheda") ? ["--secret", "word"] : []))));
}

export async function signIn(page, {username, password}) {
  await heading(page, "Dag! Wie ben jij?").waitFor();
  await page.getByLabel("Gebruikersnaam", {exact: true}).fill(username);
  await button(page, "Verder").click();
  await page.getByLabel("Je wachtwoord", {exact: true}).fill(password);
  await button(page, "Verder").click();
}

// A journey with applications; each is stopped at the end.
export function withParties(name, options, makers, body) {
  journey(name, options, async tools => {
    const parties = [];
    try {
      for (const make of makers) parties.push(await make(tools.server));
      const page = await tools.open({own: parties.flatMap(party => party.origins ?? [party.address])});
      await body({...tools, page, parties});
    } finally {
      await Promise.all(parties.map(party => party.stop()));
    }
  });
}
