// Enhancements of the pupil site, which works without this file. Texts come from data attributes,
// in the language of the page.
const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

// Shows what is typed; hides it again before submitting, so that no browser offers to remember it
// as plain text.
for (const input of $$("input[data-toon]")) {
  const label = document.createElement("label"), box = document.createElement("input"),
      text = document.createElement("span");
  label.className = "see";
  box.type = "checkbox";
  text.textContent = input.dataset.toon;
  label.append(box, " ", text);
  input.after(label);
  const show = () => $$("input[autocomplete=" + input.autocomplete + "]",
      input.form).forEach(i => { i.type = box.checked ? "text" : "password"; });
  box.addEventListener("change", show);
  input.form.addEventListener("submit", () => { box.checked = false; show(); });
}

// Ignores a second submit before the response, because an answer for an application is valid once.
const TWICE_MS = 3000, sent = new WeakMap();
document.addEventListener("submit", event => {
  if (event.defaultPrevented) return;
  if (event.timeStamp - (sent.get(event.target) ?? -Infinity) < TWICE_MS) event.preventDefault();
  else sent.set(event.target, event.timeStamp);
});
addEventListener("pageshow", event => {
  if (event.persisted) for (const form of document.forms) sent.delete(form);
});

// Checks the only rule of an own password that the browser can check: its length.
const own = $("#nieuw"), first = $("#regels li");
if (own && first) own.addEventListener("input",
    () => first.classList.toggle("done", [...own.value].length >= own.minLength));

// Picture password: choose on the page, then send one request.
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
    go.textContent = left === 0 ? texts.klaar : left === 1 ? texts.rest1 :
        texts.rest.replace("#", left);
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

  // "Luister": a tap speaks the word and does not select. Off on every page load.
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
  // Resets a selection that was made step by step before this script loaded: the server has it,
  // this page does not.
  addEventListener("pageshow", () => { chosen = []; show(); });
}
