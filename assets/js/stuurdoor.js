// Submits the response for an application automatically; without scripts the user presses the
// button.
"use strict";
document.querySelector("form[data-stuur-door]").submit();
