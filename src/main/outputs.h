/*
 * Files that a command writes for the user. They are written in a work folder NAME.deel beside the
 * target and renamed when complete; files of the installation are never overwritten.
 *
 * After privileges were dropped (identity.h), a helper process that stays root creates the work
 * folder for the owner of the state folder and moves the file into place as root.
 */
#pragma once

#include <pthread.h>
#include <sys/types.h>

#include "main/config.h"

struct outputs {
    int helper; /* socket of the helper process; -1: this process does it itself */
    pthread_mutex_t lock;
};

/*
 * Returns true when path refers, under any name, to the database, a file that belongs to it, or
 * anything in the folders of keys and history heads.
 */
bool output_is_protected(struct arena *arena, const struct config *config, struct str path);

/*
 * Creates the work folder; *ret_beside is the path to write to. Thread-safe. Errors: RC_IO, see
 * errno.
 */
enum rc output_begin(struct outputs *outputs, struct arena *arena, struct str path,
                     const char **ret_beside) MUST_USE;
/*
 * Moves a file that was written and synced into place. Errors, see errno: RC_IO, nothing was
 * replaced; RC_UNCERTAIN, the file is in place, but its name could not be synced, so that a power
 * cut may undo that.
 */
enum rc output_place(struct outputs *outputs, struct str path) MUST_USE;
/* Deletes the work folder of an output that failed; keeps errno. */
void output_drop(struct outputs *outputs, struct str path);
/* Creates a folder for output files. Returns true also when it exists. */
bool output_folder(struct outputs *outputs, struct str path);
bool output_remove(struct outputs *outputs, struct str path);

/*
 * Starts the helper with the current privileges. It accepts only allowed and the files directly in
 * it, for a program that continues as owner and group. It ends with the program.
 */
enum rc outputs_start_helper(struct outputs *outputs, const char *allowed, uid_t owner, gid_t group,
                             struct fault *fault) MUST_USE;
