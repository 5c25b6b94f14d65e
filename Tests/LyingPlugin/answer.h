// The honest half of the lying plug-in: reads the request, writes an answer.
#ifndef BULLA_LYING_ANSWER_H
#define BULLA_LYING_ANSWER_H

#include <stddef.h>

/// The request as it was read, and what an honest answer repeats of it.
struct request {
    char bytes[1 << 16];
    size_t count;
    char format[32];
    char nonce[65];
    char sha256[65];
    char public_inputs[65];
};

/// What an answer says; a lie changes some of it.
struct answer {
    const char *protocol;
    const char *nonce;
    const char *sha256;
    const char *public_inputs;
    const char *verdict;
    const char *code;
    /// Text of the array "checked".
    char checked[1 << 14];
    /// The verifier's name: what the plug-in saw, where that is what the test asks.
    char verifier[65];
    /// Members put before the others.
    const char *more;
};

/// Reads standard input to its end; 0 if that is no request.
int read_request(struct request *request);

/// What an honest plug-in answers to a good proof.
void honest(const struct request *request, struct answer *answer);

/// Writes it to standard output in one call.
void write_answer(const struct answer *answer);

/// Ends the program after an honest answer whose verifier is named `text`.
_Noreturn void tell(const struct request *request, const char *format, ...);

#endif
