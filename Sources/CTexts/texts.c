#include "texts.h"

// In byte order of their names; `#embed` makes the compiler follow changes of the files.
static const unsigned char readme[] = {
#embed "../../Formats/README.txt"
};
static const unsigned char acceptance_v1[] = {
#embed "../../Formats/acceptance-v1.md"
};
static const unsigned char audit_v1[] = {
#embed "../../Formats/audit-v1.md"
};
static const unsigned char bundle_v1[] = {
#embed "../../Formats/bundle-v1.md"
};
static const unsigned char ceremony[] = {
#embed "../../Docs/ceremony.md"
};
static const unsigned char custody_v1[] = {
#embed "../../Formats/custody-v1.md"
};
static const unsigned char evidence_v1[] = {
#embed "../../Formats/evidence-v1.md"
};
static const unsigned char form_v1[] = {
#embed "../../Formats/form-v1.md"
};
static const unsigned char log_v1[] = {
#embed "../../Formats/log-v1.md"
};
static const unsigned char partial_v1[] = {
#embed "../../Formats/partial-v1.md"
};
static const unsigned char plugin_v1[] = {
#embed "../../Formats/plugin-v1.md"
};
static const unsigned char provenance_v1[] = {
#embed "../../Formats/provenance-v1.md"
};
static const unsigned char review_v1[] = {
#embed "../../Formats/review-v1.md"
};
static const unsigned char torrent_v1[] = {
#embed "../../Formats/torrent-v1.md"
};
static const unsigned char training_v1[] = {
#embed "../../Formats/training-v1.md"
};
static const unsigned char trust_v1[] = {
#embed "../../Formats/trust-v1.md"
};
static const unsigned char verify_by_hand[] = {
#embed "../../Docs/verify-by-hand.md"
};
static const unsigned char verify_py[] = {
#embed "../../Formats/verify.py"
};
static const unsigned char words_v1[] = {
#embed "../../Formats/words-v1.txt"
};

#define DOCUMENT(name, bytes) {name, bytes, sizeof bytes}

static const bulla_text documents[] = {
    DOCUMENT("README.txt", readme),
    DOCUMENT("acceptance-v1.md", acceptance_v1),
    DOCUMENT("audit-v1.md", audit_v1),
    DOCUMENT("bundle-v1.md", bundle_v1),
    DOCUMENT("ceremony.md", ceremony),
    DOCUMENT("custody-v1.md", custody_v1),
    DOCUMENT("evidence-v1.md", evidence_v1),
    DOCUMENT("form-v1.md", form_v1),
    DOCUMENT("log-v1.md", log_v1),
    DOCUMENT("partial-v1.md", partial_v1),
    DOCUMENT("plugin-v1.md", plugin_v1),
    DOCUMENT("provenance-v1.md", provenance_v1),
    DOCUMENT("review-v1.md", review_v1),
    DOCUMENT("torrent-v1.md", torrent_v1),
    DOCUMENT("training-v1.md", training_v1),
    DOCUMENT("trust-v1.md", trust_v1),
    DOCUMENT("verify-by-hand.md", verify_by_hand),
    DOCUMENT("verify.py", verify_py),
    DOCUMENT("words-v1.txt", words_v1),
};

size_t bulla_document_count(void) { return sizeof documents / sizeof documents[0]; }

bulla_text bulla_document_at(size_t index) { return documents[index]; }

static const unsigned char release_script[] = {
#embed "../Portal/check.js"
};

bulla_text bulla_release_script(void) { return (bulla_text)DOCUMENT("check.js", release_script); }
