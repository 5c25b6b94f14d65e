# Two commands do everything on a fresh machine: `make demo` and `make test`. CONTRIBUTING.md says more.

# What the build, the demo and the tests need from Debian; Swift itself is not packaged there.
PACKAGES = libarchive-dev liblzma-dev libsodium-dev zlib1g-dev libbz2-dev liblz4-dev libzstd-dev
TOKEN_PACKAGES = softhsm2 opensc openssl xxd python3
ENGINE_PACKAGES = aria2 transmission-daemon qbittorrent-nox python3-libtorrent tcpdump iproute2
CLUSTER_PACKAGES = slurmctld slurmd slurm-client munge parallel
TEST_PACKAGES = $(PACKAGES) libarchive-tools p7zip-full xz-utils minisign openssl xxd bc jq python3 python3-venv chromium \
    zbar-tools qrencode python3-libtorrent aria2 transmission-cli strace exfat-fuse exfatprogs
SWIFT_FLAGS = --explicit-target-dependency-import-check error
# Releases carry their libraries: nothing of the machine that they run on is needed. Only the archives of seven C
# libraries are offered to the linker, so that nothing else is taken in by accident. bz2, lz4 and zstd are there because
# `archive_read_append_filter`, by which review unpacks one layer and no more, names them; nothing asks for them.
STATIC_FLAGS = -Xswiftc -static-executable -Xlinker -L$(CURDIR)/.static -Xlinker -lbz2 -Xlinker -llz4 -Xlinker -lzstd -Xlinker -s
RELEASE = .build/release
# Inputs on which the programs once failed, beside the checkout; Tests/cases.sh skips by name what is not there.
CASES ?= ../shared/cases

# Where `make install` puts things; DESTDIR is put before, for those who make packages. BINARIES: the folder with the programs.
PREFIX ?= /usr/local
BINARIES ?= $(RELEASE)
PROGRAMS = bulla bulla-verify bulla-train
MAN = $(DESTDIR)$(PREFIX)/share/man/man1
BASH = $(DESTDIR)$(PREFIX)/share/bash-completion/completions
ZSH = $(DESTDIR)$(PREFIX)/share/zsh/site-functions
FISH = $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d

.PHONY: build install uninstall demo handover replication marketplace cluster softhsm test test-all nightly python-test mutants bench format lint static clean packages test-packages

build: packages .static/ready
	swift build -c release $(SWIFT_FLAGS) $(STATIC_FLAGS)

# After `make build`: the programs, their pages of the manual, and what shells complete.
install:
	@test -x $(BINARIES)/bulla-verify || { echo "$(BINARIES)/bulla-verify: not there; run make build first" >&2; exit 1; }
	install -d $(DESTDIR)$(PREFIX)/bin $(MAN) $(BASH) $(ZSH) $(FISH)
	for program in $(PROGRAMS); do \
	    install -m 755 $(BINARIES)/$$program $(DESTDIR)$(PREFIX)/bin/ \
	    && $(BINARIES)/$$program --generate-completion-script bash >$(BASH)/$$program \
	    && $(BINARIES)/$$program --generate-completion-script zsh >$(ZSH)/_$$program \
	    && $(BINARIES)/$$program --generate-completion-script fish >$(FISH)/$$program.fish || exit 1; done
	python3 Docs/man.py $(BINARIES) $(MAN) $(PROGRAMS)

uninstall:
	for program in $(PROGRAMS); do \
	    rm -f $(DESTDIR)$(PREFIX)/bin/$$program $(BASH)/$$program $(ZSH)/_$$program $(FISH)/$$program.fish; done
	rm -f $(MAN)/bulla.1 $(MAN)/bulla-*.1

demo: build
	PATH="$(CURDIR)/$(RELEASE):$$PATH" sh Samples/demo.sh

# Two people on two hosts without a network, with nothing shared but a directory that stands for the medium; as root.
handover: build
	PATH="$(CURDIR)/$(RELEASE):$$PATH" sh Samples/handover/run.sh

# Bundles among three hosts by torrents, and nothing to anybody else; as root.
replication: build
	sh Samples/install.sh $(ENGINE_PACKAGES)
	PATH="$(CURDIR)/$(RELEASE):$$PATH" sh Samples/replication/run.sh

# A vendor publishes, a customer verifies before she accepts; as root.
marketplace: build
	sh Samples/install.sh $(ENGINE_PACKAGES)
	PATH="$(CURDIR)/$(RELEASE):$$PATH" sh Samples/marketplace/run.sh

# The same bundle in shards, on a Slurm of one node and with GNU parallel.
cluster: build
	sh Samples/install.sh $(CLUSTER_PACKAGES)
	PATH="$(CURDIR)/$(RELEASE):$$PATH" sh Samples/slurm/run.sh
	PATH="$(CURDIR)/$(RELEASE):$$PATH" sh Samples/parallel/run.sh

# A bundle sealed with a key in a PKCS#11 token.
softhsm: build
	sh Samples/install.sh $(TOKEN_PACKAGES)
	PATH="$(CURDIR)/$(RELEASE):$$PATH" sh Samples/softhsm/run.sh

# Before each commit: every test, long lists of cases by a fixed share; no browsers.
test: test-packages .venv/ready
	swift build --build-tests $(SWIFT_FLAGS)
	.venv/bin/python3 Tests/run.py .build/debug "$(CASES)"

# The recorder under PyTorch, transformers and Lightning, killed and resumed. Builds nothing; needs a debug build.
python-test: .venv-python/ready
	.venv-python/bin/python3 -m unittest discover -v -s Python/frameworks

# Every case of every test.
test-all:
	BULLA_EXHAUSTIVE=1 $(MAKE) test

# What takes hours: all tests, many mutants, every line of the engines' profiles. As root.
nightly: test-all mutants build
	sh Samples/install.sh $(ENGINE_PACKAGES)
	PATH="$(CURDIR)/$(RELEASE):$$PATH" sh Samples/replication/run.sh --all

# Changed bundles through both readers, and changed files of every kind through ours; Tests/Mutants/README.md.
SEED = 1
COUNT = 100000
mutants: .venv/ready
	swift build -c release $(SWIFT_FLAGS)
	.venv/bin/python3 Tests/Mutants/mutants.py both --seed $(SEED) --count 3000 --keep mutants
	.venv/bin/python3 Tests/Mutants/mutants.py files --seed $(SEED) --count $(COUNT) --keep mutants
	.venv/bin/python3 Tests/Mutants/ceiling.py .build/release

bench: test-packages .venv/ready build
	sh Benchmarks/run.sh

format:
	swift format -i -r Package.swift Sources Tests Benchmarks

lint:
	swift format lint --strict -r Package.swift Sources Tests Benchmarks

static: build
	ls -l $(RELEASE)/bulla $(RELEASE)/bulla-verify
	! ldd $(RELEASE)/bulla
	! ldd $(RELEASE)/bulla-verify
	sh Tests/places.sh $(RELEASE)/bulla-verify

.static/ready:
	mkdir -p .static
	for lib in archive lzma sodium z bz2 lz4 zstd; do \
	    ln -sf "$$(gcc -print-file-name=lib$$lib.a)" .static/lib$$lib.a; done
	touch $@

clean:
	rm -rf .build .static .venv .venv-python demo softhsm

# `make` is run by people without root, too: then only what is missing is asked for.
packages:
	sh Samples/install.sh $(PACKAGES)

test-packages:
	sh Samples/install.sh $(TEST_PACKAGES)

.venv/ready: Tests/requirements.txt
	python3 -m venv .venv
	.venv/bin/pip install --quiet --disable-pip-version-check -r Tests/requirements.txt
	touch $@

# PyTorch and trainers; Python/frameworks/requirements.txt says how to do without the libraries of a GPU.
.venv-python/ready: Python/frameworks/requirements.txt
	python3 -m venv .venv-python
	.venv-python/bin/pip install --quiet --disable-pip-version-check -r Python/frameworks/requirements.txt
	touch $@
