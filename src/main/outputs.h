/* Files that the user names for a command to write: they are written beside their name, in the
 * folder NAME.deel, and put in place when they are whole. They never replace a file of the
 * installation. Where root gave up its rights (identity.h) a helper process that kept them makes
 * that folder for the owner of the state folder, and puts the file in place as root's. */
#pragma once

#include <pthread.h>
#include <sys/types.h>

#include "main/config.h"

struct outputs {
    int helper; /* socket of the helper process; -1: none, this process does it */
    pthread_mutex_t lock;
};

/* Is path the database, a file that belongs to it, or within the folders of keys and heads; by
 * whatever name? */
bool output_is_ours(struct arena *arena, const struct config *config, struct str path);

/* *ret_beside: where to write the file. RC_IO with errno. May be called from several threads. */
enum rc output_begin(struct outputs *outputs, struct arena *arena, struct str path,
                     const char **ret_beside) MUST_USE;
/* Puts a file that was written and brought to the disk in its place. RC_IO with errno: nothing was
 * replaced. */
enum rc output_place(struct outputs *outputs, struct str path) MUST_USE;
void output_drop(struct outputs *outputs, struct str path);
/* A folder for the files; true when it is there already. */
bool output_folder(struct outputs *outputs, struct str path);
bool output_remove(struct outputs *outputs, struct str path);

/* Starts the helper: with the rights of now it works on allowed and the files directly in it, for a
 * program that becomes owner and group. It ends with the program. */
enum rc outputs_start_helper(struct outputs *outputs, const char *allowed, uid_t owner, gid_t group,
                             struct fault *fault) MUST_USE;
