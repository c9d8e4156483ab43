#include "web/mail_lines.h"

#include "base/buf.h"

struct str mail_lines(struct arena *arena, struct str text) {
    struct buf out = buf_make(arena, 4096);
    for (bool more = true; more;) {
        buf_str(&out, str_cut(&text, '|', &more));
        buf_c(&out, "\r\n");
    }
    return buf_view(&out);
}
