/* Runs two programs alternately, ROUNDS times each. Prints for each its least wall time in microseconds and its largest
 * resident size in KiB:
 *
 *     measure ROUNDS FIRST [ARGUMENT...] -- SECOND [ARGUMENT...]
 *
 * They alternate, so that a change of the machine's speed affects both. The least time is the one with the least noise. */
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static long now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000L + time.tv_nsec / 1000;
}

static void run(char **command, long *least, long *largest) {
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    pid_t process;
    int status;
    struct rusage usage;
    long start = now();
    if (posix_spawn(&process, command[0], &actions, NULL, command, environ) != 0) exit(2);
    if (wait4(process, &status, 0, &usage) != process || !WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        fprintf(stderr, "measure: %s failed\n", command[0]);
        exit(2);
    }
    long time = now() - start;
    if (*least == 0 || time < *least) *least = time;
    if (usage.ru_maxrss > *largest) *largest = usage.ru_maxrss;
    posix_spawn_file_actions_destroy(&actions);
}

int main(int count, char **arguments) {
    int split = 0;
    for (int index = 2; index < count; index++) {
        if (strcmp(arguments[index], "--") == 0) split = index;
    }
    if (split < 3 || split + 1 >= count) return 2;
    arguments[split] = NULL;
    long times[2] = {0, 0}, sizes[2] = {0, 0};
    for (int round = atoi(arguments[1]); round > 0; round--) {
        run(&arguments[2], &times[0], &sizes[0]);
        run(&arguments[split + 1], &times[1], &sizes[1]);
    }
    printf("%ld %ld %ld %ld\n", times[0], sizes[0], times[1], sizes[1]);
    return 0;
}
