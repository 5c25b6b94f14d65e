#!/usr/bin/env python3
"""man.py: manual pages of the programs, made from their own help.

usage: man.py BINARIES FOLDER [PROGRAM...]     (where the programs are, and where the pages go; by default of all programs)

bulla(1) lists the commands, and each has a page of its own, such as bulla-trust(1) with its subcommands. `bulla verify` takes
what `bulla-verify verify` takes, and stands on the page of that program. The same programs give the same pages.
"""
import json
import os
import subprocess
import sys

# Signs that roff sets as others, or takes for its own.
SIGNS = {"\\": "\\e", "-": "\\-", "'": "\\(aq", "`": "\\(ga", "^": "\\(ha", "~": "\\(ti"}
PROGRAMS = ["bulla", "bulla-verify", "bulla-train"]
STATUS = ("0 accepted or done, 1 checked and rejected, 2 could not finish, 64 wrong usage. With 1 and 2 the reason is printed: "
          "as part of the result, or on stderr.")


def asked(path, *words):
    return subprocess.run([path] + list(words), stdout=subprocess.PIPE, check=True).stdout.decode()


def escaped(text):
    """Text as roff takes it: nothing in it is a request."""
    text = "".join(SIGNS.get(letter, letter if ord(letter) < 0x80 else "\\[u%04X]" % ord(letter)) for letter in text)
    return "\\&" + text if text.startswith((".", "\\(aq")) else text


def prose(text):
    """Paragraphs, and examples as they are written."""
    lines, is_example = [], False
    for line in text.split("\n"):
        starts = line.startswith("  ")
        if starts and not is_example:
            lines += [".PP", ".RS 2", ".nf"]
        if is_example and not starts:
            lines += [".fi", ".RE"]
        is_example = starts
        if starts:
            lines.append(escaped(line[2:]))
        elif line:
            lines += [".PP", escaped(line)]
    return lines + ([".fi", ".RE"] if is_example else [])


def arguments(command):
    return [each for each in command.get("arguments", []) if each.get("shouldDisplay", True)]


def names(argument):
    shown = [("-" if name["kind"] == "short" else "--") + name["name"] for name in argument.get("names", [])]
    return sorted(shown, key=len)


def usage(words, command):
    """The line that shows how a command is written."""
    parts = ["\\fB%s\\fR" % escaped(" ".join(words))]
    for argument in arguments(command):
        value = "\\fI%s\\fR" % escaped(argument.get("valueName", ""))
        if argument["kind"] == "positional":
            part = value + (" ..." if argument.get("isRepeating") else "")
        else:
            part = "\\fB%s\\fR" % escaped(names(argument)[-1]) + ("" if argument["kind"] == "flag" else " " + value)
        parts.append("[%s]" % part if argument.get("isOptional") else part)
    if command.get("subcommands"):
        parts.append("\\fIcommand\\fR")
    return " ".join(parts)


def options(command):
    lines = []
    for argument in arguments(command):
        value = "\\fI%s\\fR" % escaped(argument.get("valueName", ""))
        if argument["kind"] == "positional":
            head = value
        else:
            head = ", ".join("\\fB%s\\fR" % escaped(name) for name in names(argument))
            head += "" if argument["kind"] == "flag" else " " + value
        text = argument.get("abstract", "")
        if argument.get("allValues"):
            text += " One of: %s." % ", ".join(argument["allValues"])
        if argument.get("defaultValue"):
            text += " The default is %s." % argument["defaultValue"]
        lines += [".TP", head, escaped(text)]
    return lines


def below(command):
    return [each for each in command.get("subcommands", []) if each["commandName"] != "help"]


def described(words, command, heading):
    """A command below another one, and all below it, each under its own heading."""
    lines = ["%s %s" % (heading, escaped('"%s"' % " ".join(words))), escaped(command["abstract"]), ".PP", usage(words, command)]
    lines += prose(command.get("discussion", ""))
    if not below(command):
        lines += options(command)
    for each in below(command):
        lines += described(words + [each["commandName"]], each, ".SS")
    return lines


def alone(words, command):
    """A command that has a page of its own."""
    lines = [".SH SYNOPSIS", usage(words, command), ".SH DESCRIPTION", escaped(command["abstract"])] + prose(command.get("discussion", ""))
    if not below(command):
        return lines + [".SH OPTIONS"] + options(command)
    lines.append(".SH COMMANDS")
    for each in below(command):
        lines += described(words + [each["commandName"]], each, ".SS")
    return lines


def page(name, abstract, version, body, also):
    title = '.TH "%s" 1 "" "%s" "Bulla"' % (escaped(name.upper()), escaped(version))
    lines = ['.\\" Made by Docs/man.py from the help of the program.', title, ".SH NAME",
             "%s \\- %s" % (escaped(name), escaped(abstract.rstrip("."))), *body, ".SH EXIT STATUS", escaped(STATUS)]
    others = sorted(set(also) - {name})
    if others:
        lines += [".SH SEE ALSO", ", ".join("\\fB%s\\fR(1)" % escaped(each) for each in others)]
    return "\n".join(lines) + "\n"


def overview(command):
    """The page of bulla itself, whose commands have pages of their own."""
    lines = [".SH SYNOPSIS", usage(["bulla"], command), ".SH DESCRIPTION", escaped(command["abstract"])] + prose(command["discussion"])
    lines.append(".SH COMMANDS")
    for each in below(command):
        lines += [".TP", "\\fBbulla\\-%s\\fR(1)" % escaped(each["commandName"]), escaped(each["abstract"])]
    return lines + [".SH OPTIONS"] + options(command)


def pages(folder, programs):
    """The name of each page and its text."""
    commands = {name: json.loads(asked(os.path.join(folder, name), "--experimental-dump-help"))["command"] for name in programs}
    version = " ".join(asked(os.path.join(folder, programs[0]), "--version").split()[:2])
    groups = {"bulla-" + each["commandName"]: each for each in (below(commands["bulla"]) if "bulla" in commands else [])}
    for name, command in commands.items():
        also = set(groups) | set(PROGRAMS) if name == "bulla" else {"bulla"}
        body = overview(command) if name == "bulla" else alone([name], command)
        yield name, page(name, command["abstract"], version, body, also)
    for name, command in groups.items():
        if name not in PROGRAMS:
            yield name, page(name, command["abstract"], version, alone(["bulla", command["commandName"]], command), {"bulla"})


def main():
    binaries, folder = sys.argv[1:3]
    os.makedirs(folder, exist_ok=True)
    for name, text in pages(binaries, sys.argv[3:] or PROGRAMS):
        with open(os.path.join(folder, name + ".1"), "w", encoding="utf-8") as file:
            file.write(text)


if __name__ == "__main__":
    main()
