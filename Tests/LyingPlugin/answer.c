#include "answer.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sha256.h"

static void hash(char text[65], const char *bytes, size_t count) {
    uint8_t digest[32];
    bulla_sha256(digest, NULL, 0, (const uint8_t *)bytes, count);
    for (int i = 0; i < 32; i++) snprintf(text + 2 * i, 3, "%02x", digest[i]);
}

// The text between `before` and the next `end`. The request is canonical JSON, and no value in it has a quote.
static const char *find(const struct request *request, const char *before, char end, size_t *count) {
    const char *start = strstr(request->bytes, before);
    if (start == NULL) return NULL;
    start += strlen(before);
    const char *stop = strchr(start, end);
    if (stop == NULL) return NULL;
    *count = (size_t)(stop - start);
    return start;
}

static int copy(const struct request *request, const char *before, char *text, size_t limit) {
    size_t count;
    const char *start = find(request, before, '"', &count);
    if (start == NULL || count >= limit) return 0;
    memcpy(text, start, count);
    text[count] = 0;
    return 1;
}

int read_request(struct request *request) {
    for (;;) {
        ssize_t count = read(0, request->bytes + request->count, sizeof request->bytes - 1 - request->count);
        if (count <= 0) break;
        request->count += (size_t)count;
    }
    request->bytes[request->count] = 0;
    hash(request->sha256, request->bytes, request->count);
    size_t count;
    const char *inputs = find(request, "\"expected_public_inputs\":", ']', &count);
    if (inputs == NULL) return 0;
    hash(request->public_inputs, inputs, count + 1);
    return copy(request, "\"format\":\"", request->format, sizeof request->format)
           && copy(request, "\"nonce\":\"", request->nonce, sizeof request->nonce);
}

// Role and digest of every artifact, as the request states them; an honest plug-in would hash the files.
static void check_all(const struct request *request, char *text, size_t limit) {
    size_t used = (size_t)snprintf(text, limit, "[");
    const char *at = request->bytes;
    const char *role;
    while ((role = strstr(at, "\"role\":\"")) != NULL) {
        const char *end = strstr(role, "\",\"size\"");
        if (end == NULL || used + 200 > limit) break;
        used += (size_t)snprintf(
            text + used, limit - used, "%s{%.*s\"}", used > 1 ? "," : "", (int)(end - role), role);
        at = end;
    }
    snprintf(text + used, limit - used, "]");
}

void honest(const struct request *request, struct answer *answer) {
    memset(answer, 0, sizeof *answer);
    answer->protocol = "bulla-plugin/1";
    answer->nonce = request->nonce;
    answer->sha256 = request->sha256;
    answer->public_inputs = request->public_inputs;
    answer->verdict = "accept";
    answer->code = "ok";
    answer->more = "";
    check_all(request, answer->checked, sizeof answer->checked);
    strcpy(answer->verifier, "honest");
}

void write_answer(const struct answer *answer) {
    static char text[1 << 15];
    int count = snprintf(
        text, sizeof text,
        "{%s\"protocol\":\"%s\",\"nonce\":\"%s\",\"request_sha256\":\"%s\",\"verdict\":\"%s\",\"code\":\"%s\","
        "\"checked\":%s,\"public_inputs_sha256\":\"%s\",\"statement_bound\":false,"
        "\"verifier\":{\"name\":\"%s\",\"version\":\"1\"}}\n",
        answer->more, answer->protocol, answer->nonce, answer->sha256, answer->verdict, answer->code,
        answer->checked, answer->public_inputs, answer->verifier);
    if (write(1, text, (size_t)count) != count) _exit(3);
}

_Noreturn void tell(const struct request *request, const char *format, ...) {
    static struct answer answer;
    honest(request, &answer);
    va_list values;
    va_start(values, format);
    vsnprintf(answer.verifier, sizeof answer.verifier, format, values);
    va_end(values);
    write_answer(&answer);
    _exit(0);
}
