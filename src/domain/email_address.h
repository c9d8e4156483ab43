/* Syntax of an e-mail address. Source: RFC 5321, without quoted and internationalised forms. */
#pragma once

#include "base/str.h"

enum { EMAIL_ADDRESS_MAX = 254 };

/* One @, a domain with a dot, no blanks, quotes or brackets, ASCII. */
bool email_address_is_valid(struct str address);
