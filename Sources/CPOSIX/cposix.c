#define _GNU_SOURCE
#include "cposix.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/statfs.h>
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

const char *cposix_network_file_system(const char *path) {
    struct statfs status;
    if (statfs(path, &status) != 0) return NULL;
    switch ((unsigned long)status.f_type) { /* numbers from statfs(2) */
    case 0x6969: return "NFS";
    case 0x65735546: return "FUSE";
    case 0x517b: case 0xff534d42: case 0xfe534d42: return "SMB";
    case 0x01021997: return "9P";
    case 0x00c36400: return "Ceph";
    case 0x5346414f: return "AFS";
    default: return NULL;
    }
}
