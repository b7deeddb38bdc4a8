/* System interfaces that Swift's C library module hides: they need _GNU_SOURCE. */
#ifndef CPOSIX_H
#define CPOSIX_H

#include <spawn.h>

/* The spawn flag that gives the child a session of its own. */
extern const short cposix_spawn_setsid;

/* posix_spawn_file_actions_addchdir_np(3). */
int cposix_spawn_add_chdir(posix_spawn_file_actions_t *actions, const char *path);

/* posix_spawn_file_actions_addclosefrom_np(3): closes every descriptor from `lowest` on in the child. */
int cposix_spawn_add_close_from(posix_spawn_file_actions_t *actions, int lowest);

/* pipe2(2), both ends closed on exec. 0, or -1 with errno. */
int cposix_pipe(int ends[2]);

/* Exchanges two names in one step: renameat2(2) with RENAME_EXCHANGE. 0, or -1 with errno. */
int cposix_exchange(const char *left, const char *right);

/* The number of the kind of file system that holds `path` (f_type of statfs(2)); 0 on an error. */
unsigned long cposix_file_system(const char *path);

/* The numbers of the device that holds `path`. 0, or -1 with errno. */
int cposix_device(const char *path, unsigned *major_number, unsigned *minor_number);

#endif
