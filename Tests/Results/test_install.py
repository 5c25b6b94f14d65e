"""Tests of `make install`: programs, manual pages and completions stand where others look for them, and can be taken away."""
import json
import os
import shutil
import subprocess
import tempfile
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
# A debug build takes seconds to say all that bulla takes.
NAMES = ("bulla", "bulla-verify", "bulla-train") if os.environ.get("BULLA_EXHAUSTIVE") else ("bulla-verify", "bulla-train")
PROGRAMS = os.path.abspath(os.environ.get("BULLA_PROGRAMS", os.path.join(ROOT, ".build/debug")))


# A program that keeps what it once said of its help.
STUB = """#!/bin/sh
[ "$*" = --experimental-dump-help ] || exec {0} "$@"
[ -f {1} ] || {0} "$@" >{1}
exec cat {1}
"""


def leaves(command, words=()):
    """The commands without subcommands, with their words."""
    below = [each for each in command.get("subcommands", []) if each["commandName"] != "help"]
    words += (command["commandName"],)
    return [leaf for each in below for leaf in leaves(each, words)] if below else [(words, command)]


@unittest.skipIf(shutil.which("make") is None, "make is not installed")
class Install(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.place = tempfile.TemporaryDirectory(prefix="bulla-install-")
        cls.top = os.path.join(cls.place.name, "usr")
        # Programs of a debug build are large: scripts that start them are installed in their place.
        cls.stubs = os.path.join(cls.place.name, "programs")
        os.mkdir(cls.stubs)
        for name in NAMES:
            with open(os.path.join(cls.stubs, name), "w", encoding="utf-8") as file:
                file.write(STUB.format(os.path.join(PROGRAMS, name), os.path.join(cls.stubs, name + ".help")))
            os.chmod(os.path.join(cls.stubs, name), 0o755)
        cls.make("install")

    @classmethod
    def tearDownClass(cls):
        cls.place.cleanup()

    @classmethod
    def make(cls, target, folder=None):
        words = ["make", "-s", target, "PREFIX=/usr", "DESTDIR=" + (folder or cls.place.name), "BINARIES=" + cls.stubs,
                 "PROGRAMS=" + " ".join(NAMES)]
        environment = {key: value for key, value in os.environ.items() if not key.startswith("MAKE")}
        subprocess.run(words, cwd=ROOT, check=True, env=environment, stdout=subprocess.DEVNULL)

    def read(self, *path):
        with open(os.path.join(self.top, *path), encoding="utf-8") as file:
            return file.read()

    def bash(self, *words):
        """What bash completes the last word to."""
        script = os.path.join(self.top, "share/bash-completion/completions", words[0])
        line = " ".join(words)
        lines = ["source %s" % script, "COMP_WORDS=(%s)" % " ".join(word or "''" for word in words),
                 "COMP_CWORD=%d COMP_LINE='%s' COMP_POINT=%d" % (len(words) - 1, line, len(line)),
                 "_%s %s '%s' '%s'" % (words[0], words[0], words[-1], words[-2]), 'printf "%s\\n" "${COMPREPLY[@]}"']
        done = subprocess.run(["bash", "-c", "\n".join(lines)], cwd=self.top, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              env=dict(os.environ, PATH=os.path.join(self.top, "bin") + ":" + os.environ["PATH"]))
        self.assertEqual(done.stderr, b"")
        return {each.strip() for each in done.stdout.decode().split("\n")} - {""}

    def test_programs_run(self):
        for name in NAMES:
            self.assertEqual(subprocess.run([os.path.join(self.top, "bin", name), "--version"], stdout=subprocess.DEVNULL).returncode, 0)

    def test_every_option_of_every_command_stands_in_a_page(self):
        for program in NAMES:
            dump = subprocess.run([os.path.join(self.stubs, program), "--experimental-dump-help"], stdout=subprocess.PIPE, check=True)
            for words, command in leaves(json.loads(dump.stdout)["command"]):
                own = program == "bulla" and words[1] != "verify"
                text = self.read("share/man/man1", ("bulla-" + words[1] if own else "bulla-verify" if words[1:2] == ("verify",) else program) + ".1")
                for argument in command["arguments"]:
                    for name in argument.get("names", []):
                        hyphens = "\\-" if name["kind"] == "short" else "\\-\\-"
                        self.assertIn("\\fB" + hyphens + name["name"].replace("-", "\\-") + "\\fR", text, words)

    @unittest.skipIf(shutil.which("groff") is None, "groff is not installed")
    def test_pages_are_set_without_a_warning(self):
        folder = os.path.join(self.top, "share/man/man1")
        pages = [os.path.join(folder, name) for name in sorted(os.listdir(folder))]
        self.assertGreater(len(pages), 20 if "bulla" in NAMES else 1)
        done = subprocess.run(["groff", "-man", "-ww", "-z", "-Tutf8"] + pages, stderr=subprocess.PIPE)
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        if shutil.which("mandoc"):
            subprocess.run(["mandoc", "-T", "lint", "-W", "error"] + pages, check=True)

    @unittest.skipIf(shutil.which("bash") is None, "bash is not installed")
    def test_bash_completes_commands_options_values_and_files(self):
        self.assertEqual(self.bash("bulla-verify", "cus"), {"custody"})
        self.assertIn("check-form", self.bash("bulla-verify", "custody", ""))
        self.assertIn("--trust", self.bash("bulla-verify", "verify", "--tr"))
        self.assertEqual(self.bash("bulla-verify", "verify", "x", "--scope", "sa"), {"sample"})
        self.assertEqual(self.bash("bulla-verify", "verify", "--trust", "bi"), {"bin"})
        self.assertEqual(self.bash("bulla-verify", "verify", "--seed", "bi"), set())

    def test_scripts_of_other_shells(self):
        for shell, path in (("zsh", "share/zsh/site-functions/_%s"), ("fish", "share/fish/vendor_completions.d/%s.fish")):
            for program in NAMES:
                file = os.path.join(self.top, path % program)
                text = self.read(path % program)
                self.assertTrue(text.startswith("#compdef") if shell == "zsh" else "complete" in text, file)
                if shutil.which(shell):
                    subprocess.run([shell, "-n", file], check=True)

    def test_everything_is_taken_away(self):
        other = os.path.join(self.place.name, "other")
        shutil.copytree(self.top, os.path.join(other, "usr"))
        self.make("uninstall", other)
        self.assertEqual([file for _, _, files in os.walk(other) for file in files], [])

    def test_a_script_is_no_page_of_help(self):
        """Not laid out again as pages of help are: what stands in it is what the parser wrote."""
        for program in NAMES:
            self.assertTrue(self.read("share/bash-completion/completions", program).startswith("#!/bin/bash\n"))
