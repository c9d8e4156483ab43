#include "domain/national_number.h"

static int64_t value_of(const char *digits, int count) {
    int64_t value = 0;
    for (int i = 0; i < count; i++) value = value * 10 + (digits[i] - '0');
    return value;
}

static bool check_digits_match(int64_t nine, int64_t check) {
    return check == 97 - nine % 97;
}

/* Month or day 00 means "unknown"; a bis number adds 20 or 40 to the month. */
static bool date_is_possible(const char *digits) {
    int64_t month = value_of(digits + 2, 2), day = value_of(digits + 4, 2);
    if (month >= 20) month -= month >= 40 ? 40 : 20;
    return month <= 12 && day <= 31;
}

enum rc national_number_read(struct str typed, day_count today,
                             struct national_number *ret_number) {
    struct national_number number;
    int count = 0;
    for (size_t i = 0; i < typed.len; i++) {
        char c = typed.ptr[i];
        if (c == ' ' || c == '.' || c == '-') continue;
        ENSURE(c >= '0' && c <= '9' && count < 11, RC_INVALID);
        number.digits[count++] = c;
    }
    ENSURE(count == 11, RC_INVALID);
    ENSURE(date_is_possible(number.digits), RC_INVALID);
    int64_t nine = value_of(number.digits, 9), check = value_of(number.digits + 9, 2);
    ENSURE(nine > 0, RC_INVALID);
    bool from_2000 = 2000 + value_of(number.digits, 2) <= day_to_date(today).year;
    ENSURE(check_digits_match(nine, check) ||
               (from_2000 && check_digits_match(2000000000 + nine, check)),
           RC_INVALID);
    *ret_number = number;
    return RC_OK;
}

struct number_facts national_number_facts(const struct national_number *number) {
    const char *digits = number->digits;
    int64_t nine = value_of(digits, 9), month = value_of(digits + 2, 2);
    int century = check_digits_match(nine, value_of(digits + 9, 2)) ? 1900 : 2000;
    bool is_bis = month >= 20, sex_known = month < 20 || month >= 40;
    struct date date = {.year = century + (int)value_of(digits, 2),
                        .month = (int)(month >= 40   ? month - 40
                                       : month >= 20 ? month - 20
                                                     : month),
                        .day = (int)value_of(digits + 4, 2)};
    struct number_facts facts = {.kind = is_bis ? NUMBER_BIS : NUMBER_NATIONAL,
                                 .birth_day = DAY_NONE};
    if (sex_known) facts.sex = value_of(digits + 6, 3) % 2 == 1 ? 1 : 2;
    day_count day;
    if (day_of_date(date, &day) == RC_OK) facts.birth_day = day;
    return facts;
}
