// Naming files, and what signals do to a program that writes some.
#ifndef BULLA_FILES_H
#define BULLA_FILES_H

/// Gives a file or folder a name that nothing has: 0, or an errno, EEXIST where something has it.
int bulla_rename_new(const char *from, const char *to);

/// Sets what SIGHUP, SIGINT and SIGTERM do, but those that are ignored, as under nohup: remove the files that are
/// listed, then end the program by the signal. SIGUSR1 asks how far the program is.
void bulla_signals_begin(void);
/// From here on the first of these signals is only noted; the second ends the program.
void bulla_signals_note(void);
/// The signal that was noted, or 0.
int bulla_signal_noted(void);
/// Whether SIGUSR1 came since the last call.
int bulla_signal_asked(void);

/// Lists a file to be removed if a signal ends the program: a place in the list, or -1 where it is full.
int bulla_unfinished_add(const char *path);
/// Takes a file off the list; -1 is no place.
void bulla_unfinished_drop(int place);

#endif
