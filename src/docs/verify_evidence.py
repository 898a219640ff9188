#!/usr/bin/env python3
"""Checks the evidence of one case from its files alone: the ledger of erasures (a directory of segments), a certificate
of erasure ("erasures certificate REQUEST --json") and an export package (decrypted). It shares no code with the worker
and needs nothing but Python 3.8. Each may be left out.

  verify_evidence.py [--ledger DIR] [--certificate FILE] [--package FILE] [--head HASH]

Prints what it found and ends with 0 when everything that was given is sound, 1 when something is not.
--head is the hash that was recorded elsewhere: only with one does a ledger say that nothing was cut off its end.
"""
import argparse
import csv
import hashlib
import io
import json
import os
import re
import struct
import sys
import urllib.parse
import zlib

NONE = "0" * 64
LINE = re.compile(r'(\{"[ -~]+),"hash":"([0-9a-f]{64})"\}\n')
TOP = re.compile(r'\{"segment":(\d+),"first":(\d+),"previous":"([0-9a-f]{64})"(?:,"writer":\d+|,"adopted":.+)?\}')
END = re.compile(r'\{"end":(\d+),"last":(\d+)\}')


class Unsound(Exception):
    pass


def require(holds, what):
    if not holds:
        raise Unsound(what)


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def read(path):
    with open(path, "rb") as file:
        return file.read()


# The ledger: each line carries the SHA-256 of the line before it and of itself, each segment builds on the one before.

def ledger(directory):
    """The entries, each with its segment, and the hash at the end of each segment."""
    numbers = sorted(int(name[:12]) for name in os.listdir(directory) if re.fullmatch(r"\d{12}\.jsonl", name))
    require(numbers, "the ledger is empty")
    require(numbers == list(range(1, len(numbers) + 1)), "a segment is missing")
    entries, ends, previous, sequence = [], {}, NONE, 0
    for number in numbers:
        where = "segment %d" % number
        text = read(os.path.join(directory, "%012d.jsonl" % number)).decode("ascii", "strict")
        lines = text.splitlines(keepends=True)
        require(len(lines) >= 2 and "".join(lines) == text, where + " is not whole")
        for place, line in enumerate(lines):
            match = LINE.fullmatch(line)
            require(match, "%s, line %d is no line of a ledger" % (where, place + 1))
            body, sealed = match.group(1) + "}", match.group(2)
            require(sha256((previous + body).encode("ascii")) == sealed, "%s, line %d was changed" % (where, place + 1))
            if place == 0:
                top = TOP.fullmatch(body)
                require(top and int(top.group(1)) == number and int(top.group(2)) == sequence + 1
                        and top.group(3) == previous, where + " does not build on the one before")
            elif place == len(lines) - 1:
                end = END.fullmatch(body)
                require(end and int(end.group(1)) == number and int(end.group(2)) == sequence, where + " has no end")
            else:
                entry = json.loads(body)
                sequence += 1
                require(entry["sequence"] == sequence, "%s, line %d is out of order" % (where, place + 1))
                entries.append((number, entry))
            previous = sealed
        ends[number] = previous
    return entries, ends


# A certificate: what it says of the deletion stands in the ledger, and the ledger stands where it says.

def certificate(path, entries, ends):
    document = json.loads(read(path).decode("utf-8"))
    said = document["ledger"]
    require(said.get("verified") is True, "the certificate itself says that the ledger was not verified")
    own = [(number, each) for number, each in entries if each["deletion"] == said["deletion"]]
    intents = [each for number, each in own if each["kind"] == "intended"]
    commits = [(number, each) for number, each in own if each["kind"] == "committed"]
    require(len(commits) == 1 and intents and not any(each["kind"] == "void" for _, each in own),
            "the deletion of the certificate was not carried out")
    subject = "%s:%s" % (said["key"], said["subject"])
    require(any(number == said["segment"] and each["kind"] == "intended" and each["subject"] == subject
                and each["organization"] == document["organization"] for number, each in own),
            "its segment does not announce the erasure of its subject")
    asked = [each["request"] for each in intents if each["request"] not in ("retention", "all")]
    require(document["result"] != "erased" or not asked or document["request"] in asked, "the deletion is of another request")
    require(said["head"] in [end for number, end in ends.items() if number >= said["segment"]],
            "the head of the certificate is no end of a segment")
    counted, elsewhere = {}, {}
    for each in intents:
        if document.get("wholeOrganization") or each["request"] in (document["request"], "retention"):
            for name, rows in each["counts"].items():
                effect = next((word for word in ("changed", "untied", "kept") if name.startswith(word + "_")), "deleted")
                table = urllib.parse.unquote(name if effect == "deleted" else name[len(effect) + 1:])
                if effect != "deleted" and table.startswith("elsewhere_coditect_shared."):
                    table = table[len("elsewhere_"):]
                    elsewhere[effect, table] = elsewhere.get((effect, table), 0) + rows
                counted[effect, table] = counted.get((effect, table), 0) + rows
    told = {}
    for part, effect in (("erased", "deleted"), ("anonymised", "changed"), ("untied", "untied")):
        for line in document.get(part, []):
            told[effect, line["table"]] = max(line["rows"], told.get((effect, line["table"]), 0))
    # What of an ended organization was changed or kept for a person went with the organization later, but for rows of another tenant.
    require(all(told.get(key, 0) >= rows for key, rows in elsewhere.items() if key[0] != "kept"),
            "the certificate leaves out rows of another tenant")
    shown = ("deleted",) if document.get("wholeOrganization") else ("deleted", "changed", "untied")
    require({key: rows for key, rows in told.items() if key[0] in shown}
            == {key: rows for key, rows in counted.items() if rows > 0 and key[0] in shown},
            "the certificate counts other rows than the ledger")
    if document.get("completed"):
        require(document["inTime"] == (instant(document["completed"]) <= instant(document["due"])), "it was not in time as it says")


def instant(text):
    """Comparable, whatever number of digits its fraction has."""
    match = re.fullmatch(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?Z", text)
    require(match, "an instant of the certificate is none")
    return match.group(1) + (match.group(2) or ".0")


# A package: every byte of the zip is accounted for, and every file is what the manifest says.

def package(path):
    data = read(path)
    files = unzip(data)
    names = [name for name, _ in files]
    require(names and names[-1] == "manifest.json", "the manifest is not the last file")
    require(len(set(names)) == len(names), "two files have one name")
    content = dict(files)
    manifest = json.loads(content["manifest.json"].decode("utf-8"))
    promised = manifest["files"] + [manifest["page"]]
    require(names == [each["name"] for each in promised] + ["manifest.json"], "its files are not those of the manifest")
    fields = {table["name"]: [field["name"] for field in table["fields"]] for table in manifest["tables"]}
    for each in promised:
        data = content[each["name"]]
        require(len(data) == each["bytes"] and sha256(data) == each["sha256"], each["name"] + " is not what the manifest says")
        if each.get("format") == "jsonl":
            rows = data.decode("utf-8").split("\n")
            require(rows.pop() == "" and len(rows) == each["rows"], each["name"] + " has another number of rows")
            require(all(list(json.loads(row)) == fields[each["table"]] for row in rows), each["name"] + " has other fields")
        elif each.get("format") == "csv":
            csv.field_size_limit(1 << 30)
            records = list(csv.reader(io.StringIO(data.decode("utf-8"), newline=""), strict=True))
            require(records[0] == fields[each["table"]] and len(records) == each["rows"] + 1, each["name"] + " has other records")
    return manifest


def unzip(data):
    """Name and content of each file, in the order in which they stand there without a gap."""
    require(len(data) >= 22 and data[-22:-18] == b"PK\5\6" and data[-2:] == b"\0\0", "the package has bytes behind its end")
    disk, first, here, count, size, offset = struct.unpack("<HHHHII", data[-18:-2])
    require(disk == first == 0 and here == count < 0xFFFF and offset + size == len(data) - 22, "the package's end does not fit its list")
    files, at, next_file = [], offset, 0
    for _ in range(count):
        (sign, made, version, flags, method, time, crc, packed, length, name_length, extra, comment, part, inner, outer,
         place) = struct.unpack("<IHHHHIIIIHHHHHII", data[at:at + 46])
        name = data[at + 46:at + 46 + name_length]
        require(sign == 0x02014b50 and made == version and not flags & ~0x808 and extra == comment == part == inner == outer == 0
                and place == next_file, "the package hides something in its list")
        local = struct.unpack("<IHHHIIIIHH", data[place:place + 30])
        described = flags & 8
        require(local[:5] == (0x04034b50, version, flags, method, time) and local[8:] == (name_length, 0)
                and local[5:8] == ((0, 0, 0) if described else (crc, packed, length))
                and data[place + 30:place + 30 + name_length] == name, "the package's list and its files differ")
        begin = place + 30 + name_length
        next_file = begin + packed
        if described:
            require(data[next_file:next_file + 16] == struct.pack("<IIII", 0x08074b50, crc, packed, length),
                    "the package's list and its files differ")
            next_file += 16
        files.append((name.decode("utf-8"), inflate(data[begin:begin + packed], method, length)))
        require(zlib.crc32(files[-1][1]) == crc, "a file of the package was changed")
        at += 46 + name_length
    require(next_file == offset and at == len(data) - 22, "the package has bytes between its files")
    return files


def inflate(packed, method, length):
    require(method in (0, 8), "a file is packed in another way")
    if method == 0:
        content = packed
    else:
        inflater = zlib.decompressobj(-15)
        content = inflater.decompress(packed, length + 1)
        require(inflater.eof and not inflater.unused_data and not inflater.unconsumed_tail, "a file has bytes behind its end")
    require(len(content) == length, "a file has another length")
    return content


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for option in ("ledger", "certificate", "package", "head"):
        parser.add_argument("--" + option)
    given = parser.parse_args()
    sound = True
    entries, ends = [], {}

    def check(what, function):
        nonlocal sound
        try:
            print("sound: %s: %s" % (what, function()))
        except Unsound as e:
            sound = False
            print("NOT sound: %s: %s" % (what, e))
        except (ValueError, KeyError, IndexError, TypeError, AttributeError, struct.error, zlib.error, csv.Error) as e:
            # Its words may hold values.
            sound = False
            print("NOT sound: %s: it cannot be read (%s)" % (what, type(e).__name__))

    def check_ledger():
        nonlocal entries, ends
        entries, ends = ledger(given.ledger)
        last = ends[max(ends)]
        require(not given.head or given.head in ends.values(), "the recorded head is not in it")
        return "%d entries, head %s" % (len(entries), last)

    def check_certificate():
        require(ends, "there is no sound ledger to hold it against; give --ledger")
        certificate(given.certificate, entries, ends)
        return "it says what the ledger says"

    if given.ledger:
        check("ledger", check_ledger)
    if given.certificate:
        check("certificate", check_certificate)
    if given.package:
        check("package", lambda: "%d tables" % len(package(given.package)["tables"]))
    return 0 if sound else 1


if __name__ == "__main__":
    sys.exit(main())
