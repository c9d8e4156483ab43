/* fuzz_replay: the names of the targets. fuzz_replay NAME FILE… [-r ROUNDS]: each file, then ROUNDS mutations of them (flips, cuts, doubled and
 * crossed pieces; always the same ones). The last input lies in FUZZ_LAST, when that is set, for when the program falls over. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "tests/fuzz/targets.h"

enum { FILES_MAX = 512, INPUT_MAX = 1 << 20 };

struct input {
    unsigned char *bytes;
    size_t len;
};

static struct input read_input(const char *name) {
    struct input input = {malloc(INPUT_MAX), 0};
    int fd = open(name, O_RDONLY | O_CLOEXEC);
    if (input.bytes == NULL || fd < 0) exit(2);
    ssize_t got;
    while ((got = read(fd, input.bytes + input.len, INPUT_MAX - input.len)) > 0) input.len += (size_t)got;
    close(fd);
    return input;
}

static void keep(const char *name, const unsigned char *bytes, size_t len) {
    int fd = name == NULL ? -1 : open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0) return;
    if (write(fd, bytes, len) < 0) perror(name);
    close(fd);
}

static size_t mutate(struct random *chance, const struct input *inputs, size_t count, unsigned char *out) {
    static const unsigned char odd[] = {0, 1, '"', '\'', '%', ';', ',', '=', '&', '\r', '\n', 0x7f, 0x80, 0xc0, 0xe2, 0xff, '<', '-', ':', '/'};
    const struct input *from = &inputs[random_below(chance, (uint32_t)count)], *other = &inputs[random_below(chance, (uint32_t)count)];
    size_t len = from->len;
    memcpy(out, from->bytes, len);
    for (uint32_t turns = 1 + random_below(chance, 4); turns > 0 && len > 0; turns--) {
        size_t at = random_below(chance, (uint32_t)len), span = 1 + random_below(chance, 16);
        if (span > len - at) span = len - at;
        switch (random_below(chance, 5)) {
            case 0: out[at] ^= (unsigned char)(1 << random_below(chance, 8)); break;
            case 1: out[at] = odd[random_below(chance, sizeof odd)]; break;
            case 2: memmove(out + at, out + at + span, len - at - span), len -= span; break;
            case 3:
                if (len + span > INPUT_MAX) break;
                memmove(out + at + span, out + at, len - at), len += span;
                break;
            default:
                if (other->len > at) len = other->len, memcpy(out + at, other->bytes + at, len - at);
        }
    }
    return len;
}

int main(int argc, char **argv) {
    static struct input inputs[FILES_MAX];
    static unsigned char out[INPUT_MAX];
    size_t count = 0;
    int rounds = 0;
    const struct fuzz_target *target = fuzz_targets;
    if (argc < 2) {
        for (; target->name != NULL; target++) puts(target->name);
        return 0;
    }
    while (target->name != NULL && strcmp(target->name, argv[1]) != 0) target++;
    if (target->name == NULL) return 2;
    const char *last = getenv("FUZZ_LAST");
    for (int i = 2; i < argc && count < FILES_MAX; i++) {
        if (strcmp(argv[i], "-r") == 0 && i + 1 < argc) rounds = (int)strtol(argv[++i], NULL, 10);
        else inputs[count++] = read_input(argv[i]);
    }
    for (size_t i = 0; i < count; i++) {
        keep(last, inputs[i].bytes, inputs[i].len);
        fuzz_one(target, inputs[i].bytes, inputs[i].len);
    }
    uint64_t seed = 1;
    struct random chance = random_seeded(&seed);
    for (int i = 0; i < rounds && count > 0; i++) {
        size_t len = mutate(&chance, inputs, count, out);
        keep(last, out, len);
        fuzz_one(target, out, len);
    }
    printf("%zu inputs, %d mutations\n", count, rounds);
    return 0;
}
