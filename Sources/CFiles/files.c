// In C: renameat2(2) has no declaration that Swift sees, and a handler of signals may neither allocate nor lock.
#define _GNU_SOURCE
#include "files.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int bulla_rename_new(const char *from, const char *to) {
    return renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0 ? 0 : errno;
}

enum { PLACES = 64 };

static _Atomic(char *) unfinished[PLACES];
static atomic_int noted;
static atomic_int only_note;
static atomic_int asked;

int bulla_unfinished_add(const char *path) {
    char *copy = strdup(path);
    if (copy == NULL) return -1;
    for (int place = 0; place < PLACES; place++) {
        char *free_place = NULL;
        if (atomic_compare_exchange_strong(&unfinished[place], &free_place, copy)) return place;
    }
    free(copy);
    return -1;
}

void bulla_unfinished_drop(int place) {
    if (place < 0 || place >= PLACES) return;
    free(atomic_exchange(&unfinished[place], NULL));
}

static void end(int number) {
    int before = 0;
    if (atomic_load(&only_note) && atomic_compare_exchange_strong(&noted, &before, number)) return;
    for (int place = 0; place < PLACES; place++) {
        char *path = atomic_exchange(&unfinished[place], NULL);
        if (path != NULL) unlink(path);
    }
    // With the handler's own mask the signal would wait until it returns; then the default ends the program.
    signal(number, SIG_DFL);
    raise(number);
}

static void ask(int number) {
    (void)number;
    atomic_store(&asked, 1);
}

void bulla_signals_begin(void) {
    struct sigaction asking = {.sa_handler = ask, .sa_flags = SA_RESTART};
    sigemptyset(&asking.sa_mask);
    sigaction(SIGUSR1, &asking, NULL);
    static const int numbers[] = {SIGHUP, SIGINT, SIGTERM};
    struct sigaction action = {.sa_handler = end};
    sigemptyset(&action.sa_mask);
    for (unsigned i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        struct sigaction before;
        if (sigaction(numbers[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN) {
            sigaction(numbers[i], &action, NULL);
        }
    }
}

void bulla_signals_note(void) { atomic_store(&only_note, 1); }

int bulla_signal_noted(void) { return atomic_load(&noted); }

int bulla_signal_asked(void) { return atomic_exchange(&asked, 0); }
