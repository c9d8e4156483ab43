#include "web/loket/printing/document.h"

static const size_t memory_max = (size_t)1 << 30;

struct arena *document_memory(void) {
    return arena_create(memory_max, true);
}

/* Sends the document from memory. Sending a file would leave its contents in a buffer that
 * libmicrohttpd frees without wiping. */
enum rc document_send(struct visit *visit, const struct print_result *result) {
    struct arena *memory = arena_create(result->bytes.len + 4096, true);
    http_download(visit->response, result->content_type, result->file_name,
                  str_copy(memory, result->bytes));
    visit->response->memory = memory;
    return RC_OK;
}

enum rc document_test_sheet(struct visit *visit, struct str printer, struct str right,
                            struct str down, const struct sheet_options *sheet,
                            struct print_result *ret_result) {
    static const char *const languages[LANGUAGES] = {"nl-BE", "fr-BE", "en", "de-BE"};
    const struct str offset[] = {printer, right, down};
    const struct str lines[] = {
        visit_say(visit, "Test sheet"),
        visit_fill(visit, visit_say(visit, "Printer {0}: {1} mm right, {2} mm down."), offset,
                   COUNT(offset)),
        visit_say(visit, "Print this page on plain paper at 100% (actual size). Lay it on a sheet "
                         "of stickers and hold it against the light."),
        visit_say(visit, "1. Measure both rulers with a real ruler: 100 mm must be 100 mm. Is it "
                         "different? Divide 100 by what you measure: for 98 mm, print at 102%."),
        visit_say(visit,
                  "2. The crosses lie on the corners of the stickers. Are they off? Measure how "
                  "many mm they must move right and down, and add that to this printer's numbers."),
    };
    const struct test_sheet_texts texts = {languages[visit->language], lines, COUNT(lines)};
    return print_test_sheet(visit->service, visit->arena, sheet, &texts, ret_result);
}
