// The pupil site works without this file; it saves steps. Texts come from data attributes, in the language of the page.
const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

// Show what is typed; hidden again before it is sent, so that no browser offers to remember it as plain text.
for (const input of $$("input[data-toon]")) {
  const label = document.createElement("label"), box = document.createElement("input"), text = document.createElement("span");
  label.className = "see";
  box.type = "checkbox";
  text.textContent = input.dataset.toon;
  label.append(box, " ", text);
  input.after(label);
  const show = () => $$("input[autocomplete=" + input.autocomplete + "]", input.form).forEach(i => { i.type = box.checked ? "text" : "password"; });
  box.addEventListener("change", show);
  input.form.addEventListener("submit", () => { box.checked = false; show(); });
}

// A second press before the answer is there sends nothing: an answer for an application is given once.
const TWICE_MS = 3000, sent = new WeakMap();
document.addEventListener("submit", event => {
  if (event.defaultPrevented) return;
  if (event.timeStamp - (sent.get(event.target) ?? -Infinity) < TWICE_MS) event.preventDefault();
  else sent.set(event.target, event.timeStamp);
});
addEventListener("pageshow", event => { if (event.persisted) for (const form of document.forms) sent.delete(form); });

// The one rule of an own password that can be seen from here: its length.
const own = $("#nieuw"), first = $("#regels li");
if (own && first) own.addEventListener("input", () => first.classList.toggle("done", [...own.value].length >= own.minLength));

// Picture password: chosen in place, one request at the end.
const pad = $("form[data-plaatjes]");
if (pad) {
  const texts = pad.dataset, count = +texts.plaatjes;
  const tiles = $$(".tile", pad), rings = $$(".dots i", pad), status = $("[role=status] .sr", pad);
  const go = $("[value=klaar]", pad), undo = $$(".acts .btn--soft", pad), names = $("#namen", pad);
  const row = document.createElement("input");
  row.type = "hidden";
  row.name = "reeks";
  pad.append(row);
  let chosen = [], listens = false;

  const show = () => {
    const left = count - chosen.length;
    rings.forEach((ring, i) => ring.classList.toggle("on", i < chosen.length));
    status.textContent = texts.stand.replace("#", chosen.length).replace("#", count);
    go.textContent = left === 0 ? texts.klaar : left === 1 ? texts.rest1 : texts.rest.replace("#", left);
    go.setAttribute("aria-disabled", left > 0);
    undo.forEach(button => button.setAttribute("aria-disabled", chosen.length === 0));
    row.value = chosen.join("-");
  };
  const tap = tile => {
    if (listens) return say(tile.textContent);
    if (chosen.length < count) chosen.push(tile.value);
    if (chosen.length === count) go.focus();
  };
  const actions = {wis: () => chosen.pop(), opnieuw: () => { chosen = []; }};

  pad.addEventListener("submit", event => {
    const button = event.submitter;
    if (!button) return;
    if (button.value === "namen" && names.value.trim() !== "") { row.value = ""; return; }
    if (button.value === "klaar" && chosen.length === count) return;
    event.preventDefault();
    if (button.name === "p") tap(button);
    else if (actions[button.value]) actions[button.value]();
    show();
  });
  pad.addEventListener("keydown", event => {
    if (event.target.tagName === "INPUT") return;
    const step = {ArrowRight: 1, ArrowLeft: -1, ArrowDown: 4, ArrowUp: -4}[event.key];
    const to = tiles[tiles.indexOf(document.activeElement) + step];
    if (event.key === "Backspace") chosen.pop(), show();
    else if (step && tiles.includes(document.activeElement) && to) to.focus();
    else return;
    event.preventDefault();
  });

  // "Luister": a tap says the word and does not choose. Off at each visit.
  const say = word => {
    speechSynthesis.cancel();
    const speech = new SpeechSynthesisUtterance(word.trim());
    speech.lang = document.documentElement.lang;
    speechSynthesis.speak(speech);
  };
  if ("speechSynthesis" in window) {
    const button = $(".luister", pad);
    button.hidden = false;
    button.addEventListener("click", () => {
      listens = !listens;
      button.setAttribute("aria-pressed", listens);
    });
  }
  // What was chosen step by step before this file arrived starts anew: the server keeps it, this page does not know it.
  addEventListener("pageshow", () => { chosen = []; show(); });
}
