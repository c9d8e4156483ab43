/* Syntax of an e-mail address. Source: RFC 5321, without quoted and internationalised forms. */
#pragma once

#include "base/str.h"

enum { EMAIL_ADDRESS_MAX = 254 };

/*
 * Tells whether it has one @, a domain with a dot, and only ASCII without spaces, quotes and
 * brackets.
 */
bool email_address_is_valid(struct str address);
