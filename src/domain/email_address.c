#include "domain/email_address.h"

static bool part_is_valid(struct str part, const char *signs) {
    for (size_t i = 0; i < part.len; i++) {
        char c = part.ptr[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!plain && (c == '\0' || strchr(signs, c) == NULL)) return false;
    }
    return part.len > 0 && part.ptr[0] != '.' && part.ptr[part.len - 1] != '.' &&
           !str_contains(part, S(".."));
}

bool email_address_is_valid(struct str address) {
    bool found;
    struct str domain = address, local = str_cut(&domain, '@', &found);
    return found && address.len <= EMAIL_ADDRESS_MAX && local.len <= 64 &&
           part_is_valid(local, ".!#$%&'*+-/=?^_`{|}~") && part_is_valid(domain, ".-") &&
           str_contains(domain, S(".")) && domain.ptr[0] != '-';
}
