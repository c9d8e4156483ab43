// Runs every *.test.mjs in this folder in one process: one browser, one HTML checker, two journeys
// at a time. TAP.
import {readdirSync} from "node:fs";
import {closeBrowser, journeys} from "./browser.mjs";
import {closeNu} from "./nu.mjs";
import {closeStates} from "./server.mjs";

const AT_A_TIME = 2, JOURNEY_MS = 180000;
const only = process.argv.slice(2);

for (const file of readdirSync(new URL(".", import.meta.url)).filter(name => name.endsWith(".test.mjs")).sort()) await import(`./${file}`);
const wanted = journeys.filter(({title}) => only.length === 0 || only.some(word => title.includes(word)));
let next = 0, number = 0, failed = 0;

const tell = (verdict, title, lines = []) => {
  console.log(`${verdict} ${++number} - ${title}`);
  for (const line of lines.join("\n").split("\n").filter(Boolean)) console.log(`# ${line}`);
};

async function work() {
  while (next < wanted.length) {
    const {title, skip, run} = wanted[next++], begin = Date.now();
    if (skip) { tell("ok", `${title} # SKIP ${skip}`); continue; }
    let late;
    const over = new Promise((_, reject) => { late = setTimeout(() => reject(new Error(`not done after ${JOURNEY_MS / 1000} s`)), JOURNEY_MS); });
    try {
      await Promise.race([run(), over]);
      tell("ok", title, [`${((Date.now() - begin) / 1000).toFixed(1)} s`]);
    } catch (wrong) {
      failed++;
      tell("not ok", title, [wrong.message, ...(wrong.stack ?? "").split("\n").filter(line => line.includes(".mjs"))]);
    } finally {
      clearTimeout(late);
    }
  }
}

// A failing helper server of a journey is a failure, not the end of the other journeys.
process.on("uncaughtException", wrong => { failed++; tell("not ok", "beside the journeys", [wrong.stack]); });

await Promise.all(Array.from({length: AT_A_TIME}, work));
await Promise.all([closeBrowser(), closeNu(), closeStates()]);
console.log(`1..${number}`);
process.exit(failed > 0 ? 1 : 0);
