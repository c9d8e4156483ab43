// Both sites: validation messages in the language of the page instead of that of the browser.
// Without this file, forms whose server validates them are sent as they are (novalidate).
for (const form of document.forms) form.noValidate = false;
const wording = document.getElementById("geldig").dataset;

const reason = field => {
  const {valueMissing, tooShort, tooLong, typeMismatch, badInput, rangeUnderflow, rangeOverflow,
      stepMismatch} = field.validity;
  if (valueMissing) return {checkbox: wording.vink, file: wording.bestand,
      "select-one": wording.kies}[field.type] ?? wording.leeg;
  if (tooShort) return wording.kort.replace("{0}", field.minLength);
  if (tooLong) return wording.lang.replace("{0}", field.maxLength);
  if (typeMismatch && field.type === "email") return wording.mail;
  if (badInput || rangeUnderflow || rangeOverflow || stepMismatch)
    return wording.getal.replace("{0}", field.min).replace("{1}", field.max).replace("{2}",
        field.step || 1);
  return "";
};

addEventListener("invalid", event => {
  const field = event.target;
  field.setCustomValidity("");
  if (!field.validity.valid) field.setCustomValidity(reason(field));
}, true);
const forget = field => field.setCustomValidity?.("");
addEventListener("input", event => forget(event.target), true);
addEventListener("click", event => {
  for (const field of event.target.closest?.("button")?.form?.elements ?? []) forget(field);
}, true);
