// A plug-in that lies, breaks out or breaks down. Its arguments are fixed, so the request's format says how:
// "lie-hang/1" is the lie "hang". Formats/plugin-v1.md says what a host must make of each.
#define _GNU_SOURCE
#include <string.h>

#include "answer.h"
#include "attacks.h"
#include "lies.h"

static struct request request;
static struct answer answer;

static void wrong_nonce(void) { answer.nonce = request.sha256; }
static void wrong_request(void) { answer.sha256 = request.nonce; }
static void wrong_inputs(void) { answer.public_inputs = request.nonce; }
static void wrong_protocol(void) { answer.protocol = "bulla-plugin/2"; }
static void unchecked(void) { strcpy(answer.checked, "[]"); }
static void half_checked(void) { strcpy(strchr(answer.checked, '}') + 1, "]"); }
static void wrong_checked(void) { memset(strstr(answer.checked, "\"sha256\":\"") + 10, '0', 64); }
static void unknown_role(void) { strstr(answer.checked, "\"role\":\"")[8] = 'x'; }
static void repeated_role(void) {
    char *end = strchr(answer.checked, '}') + 1;
    size_t count = (size_t)(end - answer.checked) - 1;
    *end = ',';
    memmove(end + 1, answer.checked + 1, count);
    strcpy(end + 1 + count, "]");
}
static void extra_key(void) { answer.more = "\"extra\":true,"; }
static void duplicate_key(void) { answer.more = "\"verdict\":\"reject\","; }
static void float_number(void) { answer.more = "\"time\":0.5,"; }
static void ok_reject(void) { answer.verdict = "reject"; }
static void rejects(void) { answer.verdict = "reject", answer.code = "bad-pairing"; }
static void errs(void) { answer.verdict = "error", answer.code = "no-srs"; }
static void maybe(void) { answer.verdict = "maybe"; }

// Lies in the answer itself.
static const struct {
    const char *name;
    void (*change)(void);
} changes[] = {
    {"wrong-nonce", wrong_nonce},   {"wrong-request", wrong_request}, {"wrong-inputs", wrong_inputs},
    {"unchecked", unchecked},       {"half-checked", half_checked},   {"wrong-checked", wrong_checked},
    {"unknown-role", unknown_role}, {"repeated-role", repeated_role}, {"extra-key", extra_key},
    {"duplicate-key", duplicate_key}, {"float", float_number},
    {"ok-reject", ok_reject},       {"rejects", rejects},             {"errs", errs},
    {"maybe", maybe},               {"wrong-protocol", wrong_protocol},
};

static const struct deed *find(const struct deed *deed, const char *name) {
    while (deed->name != NULL && strcmp(deed->name, name) != 0) deed++;
    return deed->name == NULL ? NULL : deed;
}

int main(int count, char **arguments) {
    if (count == 2 && strcmp(arguments[1], "--victim") == 0) return be_victim();
    if (count != 2 || strcmp(arguments[1], "--bulla-plugin=verify-v1") != 0) return 4;
    if (strcmp(arguments[0], "deaf") == 0) return deaf();
    if (!read_request(&request)) return 5;
    honest(&request, &answer);
    char name[32] = "";
    if (strncmp(request.format, "lie-", 4) == 0) strcpy(name, request.format + 4);
    *strchrnul(name, '/') = 0;
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        if (strcmp(changes[i].name, name) == 0) changes[i].change();
    }
    const struct deed *deed = find(deeds, name);
    if (deed == NULL) deed = find(attacks, name);
    if (deed != NULL) return deed->act(&request, &answer, arguments);
    write_answer(&answer);
    return 0;
}
