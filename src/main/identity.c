#include "main/identity.h"
#include "main/reason.h"

#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Returns the owner of path, or of its nearest existing parent. */
static bool find_owner(struct arena *arena, struct str path, struct stat *ret_info) {
    while (stat(str_c(arena, path), ret_info) != 0) {
        while (path.len > 0 && path.ptr[path.len - 1] != '/') path.len--;
        while (path.len > 1 && path.ptr[path.len - 1] == '/') path.len--;
        if (path.len <= 1) return stat("/", ret_info) == 0;
    }
    return true;
}

/* Keeps at most one capability of those the process may have. */
static bool keep_capability(int kept) {
    struct __user_cap_header_struct head = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct now[_LINUX_CAPABILITY_U32S_3] = {{0}},
                                  then[_LINUX_CAPABILITY_U32S_3] = {{0}};
    if (syscall(SYS_capget, &head, now) != 0) return false;
    if (kept >= 0) then[0].effective = then[0].permitted = now[0].permitted & (UINT32_C(1) << kept);
    return syscall(SYS_capset, &head, then) == 0;
}

static bool become(uid_t user, gid_t group, enum identity_use use) {
    bool reads = use == IDENTITY_COMMAND;
    if (prctl(PR_SET_KEEPCAPS, reads) != 0) return false;
    if (setgroups(0, NULL) != 0 || setresgid(group, group, group) != 0 ||
        setresuid(user, user, user) != 0)
        return false;
    return keep_capability(reads ? CAP_DAC_READ_SEARCH : -1) && prctl(PR_SET_KEEPCAPS, 0) == 0;
}

/*
 * Returns true when the output folder belongs to that user. Root must not write there: the user
 * could replace folders by links meanwhile.
 */
static bool writes_itself(struct arena *arena, const char *output, uid_t user) {
    struct stat info;
    struct str path = str_of(output);
    while (path.len > 1 && path.ptr[path.len - 1] == '/') path.len--;
    while (path.len > 0 && path.ptr[path.len - 1] != '/') path.len--;
    return stat(path.len == 0 ? "." : str_c(arena, path), &info) == 0 && info.st_uid == user;
}

bool identity_assume(struct arena *arena, struct str state, enum identity_use use,
                     const char *output, struct outputs *outputs, struct message *ret_problem) {
    struct stat owner, reached;
    struct fault fault = {0};
    if (geteuid() != 0 || !find_owner(arena, state, &owner) || owner.st_uid == 0) return true;
    bool helper = output != NULL && !writes_itself(arena, output, owner.st_uid);
    if (helper &&
        outputs_start_helper(outputs, output, owner.st_uid, owner.st_gid, &fault) != RC_OK) {
        *ret_problem = MESSAGE("the file of this command cannot be written: {0}",
                               str_copy(arena, str_of(fault.detail)));
        return false;
    }
    if (!become(owner.st_uid, owner.st_gid, use)) {
        *ret_problem = MESSAGE("root cannot continue as user {0}, who owns {1}: {2}", owner.st_uid,
                               state, reason_of_errno(errno));
        return false;
    }
    if (find_owner(arena, state, &reached) && reached.st_ino == owner.st_ino &&
        reached.st_dev == owner.st_dev)
        return true;
    *ret_problem =
        MESSAGE("{0} belongs to user {1}, who cannot reach it: a folder above is for root only",
                state, owner.st_uid);
    return false;
}
