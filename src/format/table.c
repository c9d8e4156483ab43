#include "format/table.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* A workbook's directory is read whole, so a workbook must be smaller: 32 MiB hold some 500,000 pupils. */
static const off_t FILE_MAX = (off_t)2 << 30, WORKBOOK_MAX = 32 << 20;

enum rc table_flawed(struct table_flaw *ret_flaw, enum table_flaw_code code, int line, int column) {
    *ret_flaw = (struct table_flaw){.code = code, .line = line, .column = column};
    return RC_INVALID;
}

enum rc table_read_fd(int fd, const struct table_sink *sink, struct table_flaw *ret_flaw) {
    struct stat info;
    if (fstat(fd, &info) != 0 || !S_ISREG(info.st_mode)) return table_flawed(ret_flaw, TABLE_CANNOT_OPEN, 0, 0);
    if (info.st_size == 0) return table_flawed(ret_flaw, TABLE_EMPTY, 0, 0);
    if (info.st_size > FILE_MAX) return table_flawed(ret_flaw, TABLE_TOO_LARGE, 0, 0);
    char head[4] = {0};
    if (pread(fd, head, sizeof head, 0) < 0) return table_flawed(ret_flaw, TABLE_CANNOT_OPEN, 0, 0);
    bool zip = memcmp(head, "PK\3\4", 4) == 0;
    if (zip && info.st_size > WORKBOOK_MAX) return table_flawed(ret_flaw, TABLE_TOO_LARGE, 0, 0);
    bool old_excel = memcmp(head, "\xD0\xCF\x11\xE0", 4) == 0;
    if (old_excel) return table_flawed(ret_flaw, TABLE_NOT_WORKBOOK, 0, 0);
    return zip ? workbook_read(fd, sink, ret_flaw) : csv_read(fd, sink, ret_flaw);
}

enum rc table_read_file(const char *path, const struct table_sink *sink, struct table_flaw *ret_flaw) {
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return table_flawed(ret_flaw, TABLE_CANNOT_OPEN, 0, 0);
    enum rc rc = table_read_fd(fd, sink, ret_flaw);
    close(fd);
    return rc;
}
