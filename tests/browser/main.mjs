// Every *.test.mjs beside this file, in one process: one browser, one checker, their journeys one after the other.
import {readdirSync} from "node:fs";
import {after} from "node:test";
import {closeBrowser} from "./browser.mjs";
import {closeNu} from "./nu.mjs";
import {closeStates} from "./server.mjs";

after(async () => { await Promise.all([closeBrowser(), closeNu(), closeStates()]); });
for (const file of readdirSync(import.meta.dirname ?? new URL(".", import.meta.url)).filter(name => name.endsWith(".test.mjs")).sort())
  await import(`./${file}`);
