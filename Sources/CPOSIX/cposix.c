#define _GNU_SOURCE
#include "cposix.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/inotify.h>
#include <sys/vfs.h>
#endif

const short cposix_spawn_setsid = POSIX_SPAWN_SETSID;

int cposix_spawn_add_chdir(posix_spawn_file_actions_t *actions, const char *path) {
    return posix_spawn_file_actions_addchdir_np(actions, path);
}

int cposix_spawn_add_close_from(posix_spawn_file_actions_t *actions, int lowest) {
#ifdef __GLIBC__
    return posix_spawn_file_actions_addclosefrom_np(actions, lowest);
#else
    (void)actions;
    (void)lowest;
    return 0;
#endif
}

int cposix_pipe(int ends[2]) {
#ifdef __APPLE__
    if (pipe(ends) != 0) return -1;
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    fcntl(ends[1], F_SETFD, FD_CLOEXEC);
    return 0;
#else
    return pipe2(ends, O_CLOEXEC);
#endif
}

int cposix_exchange(const char *left, const char *right) {
#ifdef __APPLE__
    return renamex_np(left, right, RENAME_SWAP);
#else
    return renameat2(AT_FDCWD, left, AT_FDCWD, right, RENAME_EXCHANGE);
#endif
}

const char *cposix_network_file_system(const char *path) {
#ifdef __linux__
    struct statfs status;
    if (statfs(path, &status) != 0) return NULL;
    switch ((unsigned long)status.f_type) { /* numbers from statfs(2) */
    case 0x6969: return "NFS";
    case 0x65735546: return "FUSE";
    case 0x517b: case 0xff534d42: case 0xfe534d42: return "SMB";
    case 0x01021997: return "9P";
    case 0x00c36400: return "Ceph";
    case 0x5346414f: return "AFS";
    }
#else
    (void)path;
#endif
    return NULL;
}

int cposix_watch_directory(const char *path) {
#ifdef __linux__
    int descriptor = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    if (descriptor < 0) return -1;
    if (inotify_add_watch(descriptor, path, IN_CREATE | IN_ATTRIB | IN_MOVED_TO | IN_ONLYDIR) < 0) {
        close(descriptor);
        return -1;
    }
    return descriptor;
#else
    (void)path;
    return -1;
#endif
}
