/* Options of `leerid cards` that describe the paper and the place of the cards on it. */
#pragma once

#include "document/card.h"
#include "main/command.h"

/*
 * Reads --stock, --start-label, --offset, --captions and --stacked; leaves ret->texts unset.
 * Returns EXIT_USAGE after printing what is wrong.
 */
enum exit_code sheet_options_read(struct cli *cli, struct sheet_options *ret);
