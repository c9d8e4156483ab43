// Passkeys: a button[data-passkey] asks the browser for one, puts the answer in the hidden fields
// of its form and submits it. The button is hidden unless the browser supports passkeys.
const toBytes = text =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), c => c.charCodeAt(0));
const toText = buffer =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
const utf8 = text => new TextEncoder().encode(text);

const algorithms = [-7, -8, -257].map(alg => ({ type: "public-key", alg }));

const create = data => navigator.credentials.create({ publicKey: {
  challenge: utf8(data.challenge),
  rp: { id: data.rp, name: "LeerID Schoolloket" },
  user: { id: utf8(data.user), name: data.name, displayName: data.name },
  pubKeyCredParams: algorithms,
  authenticatorSelection: { residentKey: "required", requireResidentKey: true,
                            userVerification: "required" },
  excludeCredentials: (data.have || "").split(" ").filter(Boolean)
    .map(id => ({ type: "public-key", id: toBytes(id) })),
  attestation: "none",
} });

const get = data => navigator.credentials.get({ publicKey: {
  challenge: utf8(data.challenge), rpId: data.rp, userVerification: "required",
} });

const fill = (form, values) => {
  for (const [name, value] of Object.entries(values)) {
    form.elements[name].value = value ? toText(value) : "";
  }
};

const ask = async button => {
  const { dataset, form } = button;
  const first = form.querySelector("[data-eerst]"); // what must be filled in before the proof
  if (first && !first.reportValidity()) return;
  const note = form.querySelector("[data-passkey-note]");
  note.hidden = true;
  button.disabled = true;
  try {
    const credential = await (dataset.passkey === "create" ? create : get)(dataset);
    const { response } = credential;
    fill(form, {
      passkey_id: credential.rawId,
      passkey_client: response.clientDataJSON,
      passkey_auth: response.authenticatorData ?? response.getAuthenticatorData(),
      passkey_signature: response.signature,
    });
    if (button.name) {
      const action = form.elements.passkey_action;
      action.value = button.value;
      action.name = button.name;
    }
    form.submit();
  } catch (error) {
    button.disabled = false;
    note.textContent = error.name === "InvalidStateError" ? note.dataset.again : note.dataset.cancelled;
    note.hidden = false;
  }
};

if (window.PublicKeyCredential) {
  for (const button of document.querySelectorAll("button[data-passkey]")) {
    button.closest("[data-passkey-part]").hidden = false;
    button.addEventListener("click", event => {
      event.preventDefault();
      ask(button);
    });
  }
}
