#include "format/file_set.h"

#include <archive.h>
#include <archive_entry.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

enum { CHUNK = 64 * 1024 };

/* Returns the last part of a path, reduced to characters that every ZIP reader accepts. */
static char *name_of(struct arena *arena, const char *path) {
    const char *slash = strrchr(path, '/');
    struct str name = str_of(slash == NULL ? path : slash + 1);
    char *plain = arena_alloc(arena, name.len + 1);
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        plain[i] = c <= ' ' || c > '~' || c == '\\' || c == ':' ? '_' : c;
    }
    return plain;
}

static bool copy_file(struct archive *zip, int fd, off_t size, char *chunk) {
    for (off_t at = 0; at < size;) {
        ssize_t len = pread(fd, chunk, CHUNK, at);
        if (len <= 0 || archive_write_data(zip, chunk, (size_t)len) != (la_ssize_t)len)
            return false;
        at += len;
    }
    return true;
}

static bool add_file(struct archive *zip, const char *name, int fd, off_t size, char *chunk) {
    struct archive_entry *entry = archive_entry_new();
    archive_entry_set_pathname(entry, name);
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0600);
    archive_entry_set_size(entry, size);
    bool added = archive_write_header(zip, entry) == ARCHIVE_OK && copy_file(zip, fd, size, chunk);
    archive_entry_free(entry);
    return added;
}

enum rc file_set_pack(struct arena *arena, const struct set_file *files, size_t count,
                      int *ret_fd) {
    off_t sizes[FILE_SET_MAX], total = 0;
    char *names[FILE_SET_MAX];
    ENSURE(count <= FILE_SET_MAX, RC_TOO_LARGE);
    for (size_t i = 0; i < count; i++) {
        struct stat info;
        ENSURE(fstat(files[i].fd, &info) == 0, RC_IO);
        sizes[i] = info.st_size;
        total += info.st_size;
        names[i] = name_of(arena, files[i].path);
        for (size_t other = 0; other < i; other++)
            ENSURE(!str_eq_ascii_nocase(str_of(names[i]), str_of(names[other])), RC_INVALID);
        ENSURE(total <= FILE_SET_BYTES_MAX, RC_TOO_LARGE);
    }
    int fd CLEANUP(file_close_at) = memfd_create("files", MFD_CLOEXEC);
    ENSURE(fd >= 0, RC_IO);
    char *chunk = arena_alloc(arena, CHUNK);
    struct archive *zip = archive_write_new();
    archive_write_set_format_zip(zip);
    archive_write_zip_set_compression_store(zip);
    bool fine = archive_write_open_fd(zip, fd) == ARCHIVE_OK;
    for (size_t i = 0; i < count && fine; i++)
        fine = add_file(zip, names[i], files[i].fd, sizes[i], chunk);
    fine = archive_write_close(zip) == ARCHIVE_OK && fine;
    archive_write_free(zip);
    ENSURE(fine, RC_IO);
    *ret_fd = fd;
    fd = -1;
    return RC_OK;
}
