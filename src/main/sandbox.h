/*
 * Sandboxes of the processes: files (Landlock) and system calls (seccomp), given up for good.
 *
 * Refused calls fail with EPERM or EACCES. Without Landlock in the kernel event=sandbox_absent is
 * logged and the other restrictions still hold. Errors of all functions: RC_IO with a fault.
 *
 * Source: docs/develop/security-decisions.md B15; docs/develop/crypto.md.
 */
#pragma once

#include "base/rc.h"

/*
 * Sandbox of the key process: it reads its own folder only, has no network, and keeps the system
 * calls that answering needs. Call the first function before its threads are created and the second
 * one after.
 */
enum rc sandbox_key_files(const char *folder, struct fault *fault) MUST_USE;
enum rc sandbox_key_calls(struct fault *fault) MUST_USE;

/*
 * Sandbox of the server, before it creates threads: all files except the key folder, no new
 * programs, no access to other processes, no changes to the system.
 */
enum rc sandbox_serve(const char *keys_folder, struct fault *fault) MUST_USE;

/*
 * Sandbox of the child that reads a user file (parse/parser.h): reads descriptor 0, writes
 * descriptor 1, uses at most 192 MiB of memory and cpu_seconds of CPU time. No files, sockets,
 * processes or signals; it can block on the pipe only. A child of root becomes nobody.
 */
enum rc sandbox_parser(int cpu_seconds, struct fault *fault) MUST_USE;
