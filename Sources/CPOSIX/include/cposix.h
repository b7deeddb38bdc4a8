/* System interfaces that Swift's C library module hides, because they need _GNU_SOURCE or differ between systems. */
#ifndef CPOSIX_H
#define CPOSIX_H

#include <spawn.h>

/* The spawn flag that gives the child a session of its own. */
extern const short cposix_spawn_setsid;

/* posix_spawn_file_actions_addchdir_np(3). */
int cposix_spawn_add_chdir(posix_spawn_file_actions_t *actions, const char *path);

/* Closes every descriptor from `lowest` on in the child; where the system cannot, does nothing and returns 0. */
int cposix_spawn_add_close_from(posix_spawn_file_actions_t *actions, int lowest);

/* pipe(2), both ends closed on exec. 0, or -1 with errno. */
int cposix_pipe(int ends[2]);

/* Exchanges two names atomically: renameat2(RENAME_EXCHANGE) or renamex_np(RENAME_SWAP). 0, or -1 with errno. */
int cposix_exchange(const char *left, const char *right);

/* The name of the network or user-space file system that holds `path`; NULL for a local one or where it cannot be told. */
const char *cposix_network_file_system(const char *path);

/* A descriptor that becomes readable when an entry of the directory is made or changes its times; -1 where the system
   has no such thing. What is read from it need not be understood: it only says that something has happened. */
int cposix_watch_directory(const char *path);

#endif
