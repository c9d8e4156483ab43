// The answer for an application travels in a form; it goes on by itself. Without scripts the button does it.
"use strict";
document.querySelector("form[data-stuur-door]").submit();
