#define _GNU_SOURCE
#include "cposix.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/sysmacros.h>
#include <unistd.h>

const short cposix_spawn_setsid = POSIX_SPAWN_SETSID;

int cposix_spawn_add_chdir(posix_spawn_file_actions_t *actions, const char *path) {
    return posix_spawn_file_actions_addchdir_np(actions, path);
}

int cposix_spawn_add_close_from(posix_spawn_file_actions_t *actions, int lowest) {
    return posix_spawn_file_actions_addclosefrom_np(actions, lowest);
}

int cposix_pipe(int ends[2]) {
    return pipe2(ends, O_CLOEXEC);
}

int cposix_exchange(const char *left, const char *right) {
    return renameat2(AT_FDCWD, left, AT_FDCWD, right, RENAME_EXCHANGE);
}

unsigned long cposix_file_system(const char *path) {
    struct statfs status;
    if (statfs(path, &status) != 0) return 0;
    return (unsigned long)status.f_type & 0xffffffff; /* a signed word on some machines */
}

int cposix_device(const char *path, unsigned *major_number, unsigned *minor_number) {
    struct stat status;
    if (stat(path, &status) != 0) return -1;
    *major_number = major(status.st_dev);
    *minor_number = minor(status.st_dev);
    return 0;
}
