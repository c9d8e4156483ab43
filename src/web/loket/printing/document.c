#include "web/loket/printing/document.h"

static const size_t memory_max = (size_t)1 << 30;

struct arena *document_memory(void) {
    return arena_create(memory_max, true);
}

/* The library would read a file through a block of its own and free that with what stood in it; so
 * no file in memory. */
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
        visit_say(visit, "Testblad"),
        visit_fill(visit, visit_say(visit, "Printer {0}: {1} mm naar rechts, {2} mm naar beneden."),
                   offset, COUNT(offset)),
        visit_say(visit, "Druk dit blad af op gewoon papier, op 100 % (ware grootte). Leg het op "
                         "een vel stickers en houd het tegen het licht."),
        visit_say(visit,
                  "1. Meet beide linialen met een echte liniaal: 100 mm moet 100 mm zijn. Meet je "
                  "iets anders? Deel 100 door wat je meet: bij 98 mm druk je af op 102 %."),
        visit_say(visit, "2. De kruisjes liggen op de hoeken van de stickers. Liggen ze ernaast? "
                         "Meet hoeveel mm ze naar rechts en naar beneden moeten en tel dat bij de "
                         "getallen van deze printer."),
    };
    const struct test_sheet_texts texts = {languages[visit->language], lines, COUNT(lines)};
    return print_test_sheet(visit->service, visit->arena, sheet, &texts, ret_result);
}
