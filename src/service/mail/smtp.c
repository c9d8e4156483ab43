/* Sends one mail to a mail server, through libcurl. */
#include <curl/curl.h>
#include <time.h>

#include "base/buf.h"
#include "service/mail/mail_work.h"
#include "service/web_call.h"

enum { WORD_BYTES = 42, CONNECT_S = 10, WHOLE_S = 30 };

static void close_curl(CURL **curl) {
    curl_easy_cleanup(*curl);
}
static void free_list(struct curl_slist **list) {
    curl_slist_free_all(*list);
}
static void free_mime(curl_mime **mime) {
    curl_mime_free(*mime);
}

static bool is_ascii(struct str text) {
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.ptr[i] >= 0x80) return false;
    return true;
}

/*
 * Encodes a header value (RFC 2047): encoded words of at most 75 characters that do not split a
 * character.
 */
static struct str header_text(struct arena *arena, struct str text) {
    static const char signs[] = "0123456789ABCDEF";
    if (is_ascii(text)) return text;
    struct buf out = buf_make(arena, 4096);
    size_t in_word = 0;
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        bool starts = (c & 0xc0) != 0x80;
        if (starts && (i == 0 || in_word > WORD_BYTES)) {
            buf_c(&out, i == 0 ? "=?UTF-8?Q?" : "?= =?UTF-8?Q?");
            in_word = 0;
        }
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        const char code[] = {'=', signs[c >> 4], signs[c & 15]};
        buf_bytes(&out, plain ? &text.ptr[i] : code, plain ? 1 : sizeof code);
        in_word += plain ? 1 : sizeof code;
    }
    buf_c(&out, "?=");
    return buf_view(&out);
}

static struct curl_slist *header_lines(struct arena *arena, const struct mail_server *server,
                                       const struct outgoing *mail, int64_t now_ms) {
    time_t seconds = (time_t)(now_ms / 1000);
    struct tm utc;
    char date[64];
    gmtime_r(&seconds, &utc);
    strftime(date, sizeof date, "Date: %a, %d %b %Y %H:%M:%S +0000", &utc);
    struct str domain = server->from;
    str_cut(&domain, '@', NULL);
    const struct str lines[] = {
        str_of(date),
        str_format(arena, "From: LeerID <%.*s>", STR_ARG(server->from)),
        str_format(arena, "To: <%.*s>", STR_ARG(mail->address)),
        str_format(arena, "Subject: %.*s", STR_ARG(header_text(arena, mail->subject))),
        str_format(arena, "Message-ID: <%016llx@%.*s>", (unsigned long long)mail->mail_id,
                   STR_ARG(domain)),
        S("Auto-Submitted: auto-generated"),
    };
    struct curl_slist *list = NULL;
    for (size_t i = 0; i < COUNT(lines); i++)
        list = curl_slist_append(list, str_c(arena, lines[i]));
    return list;
}

/* Returns whether the server is on this machine; only then TLS is optional. */
static bool is_local(struct str url) {
    return str_starts(url, S("smtp://127.")) || str_starts(url, S("smtp://localhost")) ||
           str_starts(url, S("smtp://[::1]"));
}

static void set_server(CURL *curl, struct arena *arena, const struct mail_server *server) {
    struct str password = server->credentials, user = str_cut(&password, ':', NULL);
    curl_easy_setopt(curl, CURLOPT_URL, str_c(arena, server->url));
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(curl, CURLOPT_USE_SSL,
                     (long)(is_local(server->url) ? CURLUSESSL_TRY : CURLUSESSL_ALL));
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_S);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)WHOLE_S);
    if (user.len == 0) return;
    curl_easy_setopt(curl, CURLOPT_USERNAME, str_c(arena, user));
    curl_easy_setopt(curl, CURLOPT_PASSWORD, str_c(arena, password));
}

enum rc mail_smtp_send(struct arena *arena, const struct mail_server *server,
                       const struct outgoing *mail, int64_t now_ms) {
    CURL *curl CLEANUP(close_curl) = curl_easy_init();
    ENSURE(curl != NULL, RC_RETRY);
    struct curl_slist *headers CLEANUP(free_list) = header_lines(arena, server, mail, now_ms);
    struct curl_slist *to CLEANUP(free_list) =
        curl_slist_append(NULL, str_c(arena, str_format(arena, "<%.*s>", STR_ARG(mail->address))));
    curl_mime *mime CLEANUP(free_mime) = curl_mime_init(curl);
    curl_mimepart *part = curl_mime_addpart(mime);
    curl_mime_data(part, mail->body.ptr, mail->body.len);
    curl_mime_type(part, "text/plain; charset=utf-8");
    curl_mime_encoder(part, "quoted-printable");
    set_server(curl, arena, server);
    curl_easy_setopt(curl, CURLOPT_MAIL_FROM,
                     str_c(arena, str_format(arena, "<%.*s>", STR_ARG(server->from))));
    curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, to);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_MIMEPOST, mime);
    CURLcode done = curl_easy_perform(curl);
    if (done == CURLE_OK) return RC_OK;
    web_call_tell(server->url, (int)done);
    long code = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &code);
    return code >= 500 && code < 600 ? RC_INVALID : RC_RETRY;
}
