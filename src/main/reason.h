/* Causes of failure in Dutch, for messages of commands. */
#pragma once

/* What the system answered: "bestaat niet". The name of the error ("EIO") for those that have no sentence here. */
const char *system_reason(int error);
