#include "main/reason.h"

#include <errno.h>
#include <string.h>

#include "main/command.h"

struct message_arg reason_of_errno(int error) {
    static const struct {
        int error;
        const char *text;
    } reasons[] = {
        {ENOENT, N_("it does not exist; check the path")},
        {ENOTDIR, N_("a part of the path is not a folder")},
        {EISDIR, N_("it is a folder")},
        {ESPIPE, N_("it is not a regular file; save the contents in a file first")},
        {EACCES, N_("no access; check the owner and the permissions")},
        {EPERM, N_("the system does not allow it")},
        {EROFS, N_("that disk is read-only")},
        {ENOSPC, N_("the disk is full")},
        {EDQUOT, N_("the quota of this user is used up")},
        {EEXIST, N_("it exists already")},
        {EBUSY, N_("it is in use")},
        {EMFILE, N_("too many files are open")},
        {ENAMETOOLONG, N_("the name is too long")},
        {ENOMEM, N_("there is no memory left")},
        {EXDEV, N_("it is on another disk")},
    };
    for (size_t i = 0; i < COUNT(reasons); i++)
        if (reasons[i].error == error) return message_word(reasons[i].text);
    const char *name = strerrorname_np(error);
    return name == NULL ? message_word(N_("unknown error")) : message_arg_c(name);
}

void reason_unplaced(struct str file, enum rc rc) {
    cli_say(rc == RC_UNCERTAIN
                ? N_("{0} is written, but may be lost after a power failure: {1}; make it again")
                : N_("{0} cannot be written: {1}"),
            file, reason_of_errno(errno));
}
