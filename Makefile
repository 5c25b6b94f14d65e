# Two commands do everything on a fresh machine: `make demo` and `make test`. CONTRIBUTING.md says more.

# What the build, the demo and the tests need from Debian; Swift itself is not packaged there.
PACKAGES = libarchive-dev liblzma-dev libsodium-dev
TEST_PACKAGES = $(PACKAGES) libarchive-tools p7zip-full xz-utils minisign openssl xxd bc jq python3 python3-venv
SWIFT_FLAGS = --explicit-target-dependency-import-check error
RELEASE = .build/release

.PHONY: build demo test bench format lint static clean packages test-packages

build: packages
	swift build -c release $(SWIFT_FLAGS)

demo: build
	PATH="$(CURDIR)/$(RELEASE):$$PATH" sh Samples/demo.sh

test: test-packages .venv/ready
	BULLA_PYTHON="$(CURDIR)/.venv/bin/python3" swift test $(SWIFT_FLAGS)
	.venv/bin/python3 -m unittest discover -s Formats -p 'test_*.py'

bench: test-packages build
	sh Benchmarks/run.sh

format:
	swift format -i -r Package.swift Sources Tests Benchmarks

lint:
	swift format lint --strict -r Package.swift Sources Tests Benchmarks

# Links to the archives of three C libraries only, so that nothing else is linked statically by accident.
static: packages
	mkdir -p .static
	for lib in archive lzma sodium; do \
	    ln -sf "$$(gcc -print-file-name=lib$$lib.a)" .static/lib$$lib.a; done
	for product in bulla bulla-verify; do \
	    swift build -c release --product $$product --scratch-path .build-static $(SWIFT_FLAGS) \
	        -Xswiftc -static-executable -Xlinker -L$(CURDIR)/.static -Xlinker -s || exit 1; done
	ls -l .build-static/release/bulla .build-static/release/bulla-verify
	! ldd .build-static/release/bulla-verify

clean:
	rm -rf .build .build-static .static .venv demo

# `make` is run by people without root, too: then only what is missing is asked for.
packages:
	sh Samples/install.sh $(PACKAGES)

test-packages:
	sh Samples/install.sh $(TEST_PACKAGES)

.venv/ready: Tests/requirements.txt
	python3 -m venv .venv
	.venv/bin/pip install --quiet --disable-pip-version-check -r Tests/requirements.txt
	touch $@
