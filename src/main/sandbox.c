#include "main/sandbox.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifdef LEERID_SANITIZED
#include <sanitizer/common_interface_defs.h>
#endif

#include "base/file.h"
#include "base/log.h"

enum {
    FILES =
        LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_EXECUTE,
    PATH_LONG = 4096
};
/* Access rights of Landlock ABI 1, which every kernel with Landlock supports. */
static const uint64_t all_files = (UINT64_C(1) << 13) - 1;
/* Rights of ABI 4 and 6, as numbers because the build headers may be older than the kernel. */
static const uint64_t all_network = 3, all_scopes = 3;

/*
 * System calls that AddressSanitizer, UndefinedBehaviorSanitizer and ThreadSanitizer need at run
 * time and at exit.
 */
#define SANITIZER_CALLS                                                                            \
    SCMP_SYS(sigaltstack), SCMP_SYS(rt_sigaction), SCMP_SYS(tgkill), SCMP_SYS(readlink),           \
        SCMP_SYS(prlimit64), SCMP_SYS(sched_getaffinity)

struct rules {
    uint64_t files, network, scopes;
};

static int landlock_version(void) {
    return (int)syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
}

static int new_rules(uint64_t files, bool closed) {
    int version = landlock_version();
    struct rules rules = {files, closed && version >= 4 ? all_network : 0,
                          closed && version >= 6 ? all_scopes : 0};
    size_t size = version >= 6   ? sizeof rules
                  : version >= 4 ? offsetof(struct rules, scopes)
                                 : offsetof(struct rules, network);
    return (int)syscall(SYS_landlock_create_ruleset, &rules, size, 0);
}

/* Allows access at a path and below it. A path that no longer exists needs no rule. */
static enum rc allow(int rules, const char *path, uint64_t what, struct fault *fault) {
    struct stat info;
    int fd CLEANUP(file_close_at) = open(path, O_PATH | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return errno == ENOENT || errno == EACCES
                   ? RC_OK
                   : FAULT(fault, RC_IO, "%s: %s", path, strerror(errno));
    if (fstat(fd, &info) != 0 || S_ISLNK(info.st_mode)) return RC_OK;
    if (!S_ISDIR(info.st_mode)) what &= FILES;
    struct landlock_path_beneath_attr beneath = {.allowed_access = what, .parent_fd = fd};
    if (syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &beneath, 0) == 0 ||
        errno == EBADFD)
        return RC_OK;
    return FAULT(fault, RC_IO, "landlock: %s: %s", path, strerror(errno));
}

static enum rc enforce(int rules, struct fault *fault) {
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
        syscall(SYS_landlock_restrict_self, rules, 0) == 0)
        return RC_OK;
    return FAULT(fault, RC_IO, "landlock: %s", strerror(errno));
}

static bool no_landlock(const char *who) {
    if (landlock_version() >= 1) return false;
    struct log_line line;
    log_begin(&line, LOG_SANDBOX_ABSENT);
    log_c(&line, "process", who);
    log_c(&line, "missing", "landlock");
    log_write(&line);
    return true;
}

/*
 * Opens the report file of the sanitizer now, while files can still be created; it would otherwise
 * be opened at the first finding.
 */
static void open_report(void) {
#ifdef LEERID_SANITIZED
    (void)__sanitizer_get_report_path();
#endif
}

enum rc sandbox_key_files(const char *folder, struct fault *fault) {
    open_report();
    if (no_landlock("keys")) return RC_OK;
    int rules CLEANUP(file_close_at) = new_rules(all_files, true);
    if (rules < 0) return FAULT(fault, RC_IO, "landlock: %s", strerror(errno));
    TRY(allow(rules, folder, LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR, fault));
    return enforce(rules, fault);
}

static void release_at(scmp_filter_ctx *filter) {
    if (*filter != NULL) seccomp_release(*filter);
}

static enum rc load(scmp_filter_ctx filter, int bad, struct fault *fault) {
    /* applies to every thread */
    if (bad == 0) bad = seccomp_attr_set(filter, SCMP_FLTATR_CTL_TSYNC, 1);
    if (bad == 0) bad = seccomp_load(filter);
    return bad == 0 ? RC_OK : FAULT(fault, RC_IO, "seccomp: %s", strerror(-bad));
}

enum rc sandbox_key_calls(struct fault *fault) {
    static const int allowed[] = {
        SCMP_SYS(read),
        SCMP_SYS(write),
        SCMP_SYS(sendto),
        SCMP_SYS(recvfrom),
        SCMP_SYS(close),
        SCMP_SYS(newfstatat),
        SCMP_SYS(fstat),
        SCMP_SYS(stat),
        SCMP_SYS(lseek),
        SCMP_SYS(futex),
        SCMP_SYS(clock_gettime),
        SCMP_SYS(clock_nanosleep),
        SCMP_SYS(nanosleep),
        SCMP_SYS(getrandom),
        SCMP_SYS(mmap),
        SCMP_SYS(munmap),
        SCMP_SYS(mremap),
        SCMP_SYS(madvise),
        SCMP_SYS(brk),
        SCMP_SYS(mlock),
        SCMP_SYS(munlock),
        SCMP_SYS(rt_sigreturn),
        SCMP_SYS(rt_sigprocmask),
        SCMP_SYS(restart_syscall),
        SCMP_SYS(sched_yield),
        SCMP_SYS(getpid),
        SCMP_SYS(gettid),
        SCMP_SYS(rseq),
        SCMP_SYS(set_robust_list),
        SCMP_SYS(exit),
        SCMP_SYS(exit_group),
#ifdef LEERID_SANITIZED
        SANITIZER_CALLS,
#endif
    };
    scmp_filter_ctx filter CLEANUP(release_at) = seccomp_init(SCMP_ACT_ERRNO(EPERM));
    int bad = filter == NULL ? -ENOMEM : 0;
    for (size_t i = 0; bad == 0 && i < COUNT(allowed); i++) {
        struct scmp_arg_cmp not_executable = SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
        bool maps = allowed[i] == SCMP_SYS(mmap);
        bad = seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, allowed[i], maps ? 1 : 0,
                                     maps ? &not_executable : NULL);
    }
    struct scmp_arg_cmp read_only =
        SCMP_A2(SCMP_CMP_MASKED_EQ, O_ACCMODE | O_CREAT | O_TRUNC, O_RDONLY);
    struct scmp_arg_cmp data_only = SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
    if (bad == 0)
        bad = seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, SCMP_SYS(openat), 1, &read_only);
    if (bad == 0)
        bad = seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, &data_only);
    return load(filter, bad, fault);
}

/*
 * Limits of the parser child: no files, no new descriptors, processes or locked memory, and an
 * address space that keeps the resident size, with input file and libraries, below 256 MiB.
 */
static enum rc limit_parser(int cpu_seconds, struct fault *fault) {
    const struct {
        int resource;
        rlim_t soft, hard;
    } limits[] = {
#ifndef LEERID_SANITIZED
        {RLIMIT_DATA, (rlim_t)192 << 20, (rlim_t)192 << 20},
        {RLIMIT_NOFILE, 3, 3},
        {RLIMIT_FSIZE, 0, 0},
#endif
        {RLIMIT_CPU, (rlim_t)cpu_seconds, (rlim_t)cpu_seconds + 1},
        {RLIMIT_NPROC, 0, 0},
        {RLIMIT_CORE, 0, 0},
        {RLIMIT_MEMLOCK, 0, 0},
        {RLIMIT_MSGQUEUE, 0, 0}};
    for (size_t i = 0; i < COUNT(limits); i++) {
        const struct rlimit limit = {limits[i].soft, limits[i].hard};
        if (setrlimit(limits[i].resource, &limit) != 0)
            return FAULT(fault, RC_IO, "setrlimit %d: %s", limits[i].resource, strerror(errno));
    }
    return RC_OK;
}

static enum rc parser_calls(struct fault *fault) {
    const struct scmp_arg_cmp file = SCMP_A0(SCMP_CMP_EQ, STDIN_FILENO),
                              pipe = SCMP_A0(SCMP_CMP_EQ, STDOUT_FILENO);
    const struct scmp_arg_cmp no_code = SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0),
                              own = SCMP_A3(SCMP_CMP_MASKED_EQ, MAP_SHARED, 0);
    const struct scmp_arg_cmp wakes = SCMP_A1(SCMP_CMP_MASKED_EQ, 127, 1 /* FUTEX_WAKE */);
    const struct {
        int call;
        unsigned count;
        struct scmp_arg_cmp when[2];
    } allowed[] = {{SCMP_SYS(read), 1, {file}},           {SCMP_SYS(pread64), 1, {file}},
                   {SCMP_SYS(lseek), 1, {file}},          {SCMP_SYS(write), 1, {pipe}},
                   {SCMP_SYS(mmap), 2, {no_code, own}},   {SCMP_SYS(mprotect), 1, {no_code}},
                   {SCMP_SYS(munmap), 0, {{0}}},          {SCMP_SYS(mremap), 0, {{0}}},
                   {SCMP_SYS(madvise), 0, {{0}}},         {SCMP_SYS(brk), 0, {{0}}},
                   {SCMP_SYS(futex), 1, {wakes}},         {SCMP_SYS(getrandom), 0, {{0}}},
                   {SCMP_SYS(clock_gettime), 0, {{0}}},   {SCMP_SYS(rt_sigreturn), 0, {{0}}},
                   {SCMP_SYS(restart_syscall), 0, {{0}}}, {SCMP_SYS(exit), 0, {{0}}},
                   {SCMP_SYS(exit_group), 0, {{0}}}};
    scmp_filter_ctx filter CLEANUP(release_at) = seccomp_init(SCMP_ACT_ERRNO(EPERM));
    int bad = filter == NULL ? -ENOMEM : 0;
    for (size_t i = 0; bad == 0 && i < COUNT(allowed); i++)
        bad = seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, allowed[i].call, allowed[i].count,
                                     allowed[i].count > 0 ? allowed[i].when : NULL);
#ifdef LEERID_SANITIZED
    static const int more[] = {
        SANITIZER_CALLS,          SCMP_SYS(write),       SCMP_SYS(futex),
        SCMP_SYS(rt_sigprocmask), SCMP_SYS(sched_yield), SCMP_SYS(getpid),
        SCMP_SYS(gettid),         SCMP_SYS(close),       SCMP_SYS(fstat),
        SCMP_SYS(newfstatat),     SCMP_SYS(nanosleep),   SCMP_SYS(clock_nanosleep)};
    for (size_t i = 0; bad == 0 && i < COUNT(more); i++)
        bad = seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, more[i], 0, NULL);
#endif
    return load(filter, bad, fault);
}

/*
 * Makes a child of root continue as nobody, without capabilities. Where no other user is available
 * (a user namespace that maps only root, a container without CAP_SETUID) it keeps uid 0 and loses
 * the capabilities. The kernel clears the parent death signal when the user changes.
 */
static enum rc drop_root(struct fault *fault) {
    enum { NOBODY = 65534 };
    struct __user_cap_header_struct head = {.version = _LINUX_CAPABILITY_VERSION_3};
    const struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {{0}};
    int at_end = 0;
    if (geteuid() != 0) return RC_OK;
    bool left = prctl(PR_GET_PDEATHSIG, &at_end) == 0 && setgroups(0, NULL) == 0 &&
                setresgid(NOBODY, NOBODY, NOBODY) == 0 && setresuid(NOBODY, NOBODY, NOBODY) == 0;
    if (!left && errno != EPERM && errno != EINVAL)
        return FAULT(fault, RC_IO, "setresuid: %s", strerror(errno));
    if (syscall(SYS_capset, &head, none) == 0 && prctl(PR_SET_PDEATHSIG, at_end) == 0) return RC_OK;
    return FAULT(fault, RC_IO, "capset: %s", strerror(errno));
}

enum rc sandbox_parser(int cpu_seconds, struct fault *fault) {
    open_report();
    TRY(drop_root(fault));
    if (landlock_version() >=
        1) { /* without Landlock, seccomp still refuses the calls that open files */
        int rules CLEANUP(file_close_at) = new_rules(all_files, true);
        if (rules < 0) return FAULT(fault, RC_IO, "landlock: %s", strerror(errno));
        TRY(enforce(rules, fault));
    }
    TRY(limit_parser(cpu_seconds, fault));
    return parser_calls(fault);
}

/*
 * Allows everything outside folder: for each directory on the path from / to folder, every entry
 * except the next one on the path.
 */
static enum rc allow_all_but(int rules, const char *folder, struct fault *fault) {
    char real[PATH_LONG], path[PATH_LONG + 256];
    if (realpath(folder, real) == NULL)
        return FAULT(fault, RC_IO, "%s: %s", folder, strerror(errno));
    for (char *slash = real; slash != NULL;) {
        char *next = strchr(slash + 1, '/');
        size_t until = next == NULL ? strlen(real) : (size_t)(next - real),
               from = (size_t)(slash - real);
        char kept[256];
        snprintf(kept, sizeof kept, "%.*s", (int)(until - from - 1), slash + 1);
        snprintf(path, sizeof path, "%.*s/", (int)from, real);
        DIR *listing = opendir(path);
        if (listing == NULL) return FAULT(fault, RC_IO, "%s: %s", path, strerror(errno));
        enum rc rc = RC_OK;
        for (const struct dirent *entry; rc == RC_OK && (entry = readdir(listing)) != NULL;) {
            if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0 ||
                strcmp(entry->d_name, kept) == 0)
                continue;
            snprintf(path, sizeof path, "%.*s/%s", (int)from, real, entry->d_name);
            rc = allow(rules, path, FILES | LANDLOCK_ACCESS_FS_READ_DIR, fault);
        }
        closedir(listing);
        TRY(rc);
        slash = next;
    }
    return RC_OK;
}

static enum rc deny_calls(struct fault *fault) {
    static const int denied[] = {
#ifndef LEERID_SANITIZED
        SCMP_SYS(ptrace), /* LeakSanitizer uses it to stop the threads at exit */
#endif
        SCMP_SYS(execve),
        SCMP_SYS(execveat),
        SCMP_SYS(process_vm_readv),
        SCMP_SYS(process_vm_writev),
        SCMP_SYS(pidfd_getfd),
        SCMP_SYS(kcmp),
        SCMP_SYS(mount),
        SCMP_SYS(umount2),
        SCMP_SYS(pivot_root),
        SCMP_SYS(chroot),
        SCMP_SYS(unshare),
        SCMP_SYS(setns),
        SCMP_SYS(bpf),
        SCMP_SYS(perf_event_open),
        SCMP_SYS(userfaultfd),
        SCMP_SYS(keyctl),
        SCMP_SYS(add_key),
        SCMP_SYS(request_key),
        SCMP_SYS(open_by_handle_at),
        SCMP_SYS(init_module),
        SCMP_SYS(finit_module),
        SCMP_SYS(delete_module),
        SCMP_SYS(kexec_load),
        SCMP_SYS(swapon),
        SCMP_SYS(swapoff),
        SCMP_SYS(reboot),
        SCMP_SYS(acct),
        SCMP_SYS(settimeofday),
        SCMP_SYS(clock_settime),
        SCMP_SYS(adjtimex),
        SCMP_SYS(io_uring_setup)};
    scmp_filter_ctx filter CLEANUP(release_at) = seccomp_init(SCMP_ACT_ALLOW);
    int bad = filter == NULL ? -ENOMEM : 0;
    for (size_t i = 0; bad == 0 && i < COUNT(denied); i++)
        bad = seccomp_rule_add_array(filter, SCMP_ACT_ERRNO(EPERM), denied[i], 0, NULL);
    return load(filter, bad, fault);
}

enum rc sandbox_serve(const char *keys_folder, struct fault *fault) {
    if (!no_landlock("serve")) {
        int rules CLEANUP(file_close_at) = new_rules(FILES | LANDLOCK_ACCESS_FS_READ_DIR, false);
        if (rules < 0) return FAULT(fault, RC_IO, "landlock: %s", strerror(errno));
        TRY(allow_all_but(rules, keys_folder, fault));
        TRY(enforce(rules, fault));
    }
    return deny_calls(fault);
}
