/* What a process gives up for good: files (Landlock) and system calls (seccomp). Refused calls
 * answer EPERM or EACCES. Where the kernel has no Landlock the line of the log says so and the rest
 * holds. Source: docs/develop/security-decisions.md B15; docs/develop/crypto.md. */
#pragma once

#include "base/rc.h"

/* The key process: reads its folder, no other file, no network; asks only for what answering takes.
 * The first before its threads are made, the second after. */
enum rc sandbox_key_files(const char *folder, struct fault *fault) MUST_USE;
enum rc sandbox_key_calls(struct fault *fault) MUST_USE;

/* The program that serves, before it has threads: all files as before except what lies in the
 * folder of keys; starts no program, looks into no process, changes nothing of the system. */
enum rc sandbox_serve(const char *keys_folder, struct fault *fault) MUST_USE;

/* The child that reads a file of others (parse/parser.h): reads descriptor 0, writes descriptor 1,
 * takes 192 MiB of memory and cpu_seconds of processor time. A child of root becomes nobody. No
 * files, sockets, processes or signals; it cannot wait for anything but the pipe. */
enum rc sandbox_parser(int cpu_seconds, struct fault *fault) MUST_USE;
