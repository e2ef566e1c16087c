"""Read a report back: its elements, its tables, its data, its policy."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser

VOID = {"meta", "br", "link", "img", "hr", "input"}


class Page(HTMLParser):
    """The elements of a page with their attributes, and the cells of its tables."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.stack, self.tables, self.raw = [], [], [], {}
        self.feed(text)
        self.close()
        assert self.stack == []

    def handle_starttag(self, tag, attributes):
        assert len(dict(attributes)) == len(attributes)
        self.elements.append((tag, dict(attributes)))
        if tag not in VOID:
            self.stack.append((tag, dict(attributes)))
        names = [name for name, _ in self.stack]
        if tag == "table":
            self.tables.append((dict(attributes), []))
        if "tbody" in names and tag == "tr":
            self.tables[-1][1].append([])
        if "tbody" in names and tag in ("td", "th"):
            self.tables[-1][1][-1].append("")

    def handle_endtag(self, tag):
        assert self.stack.pop()[0] == tag

    def handle_data(self, data):
        names = [name for name, _ in self.stack]
        if names and names[-1] in ("script", "style"):
            self.raw.setdefault(names[-1], []).append((self.stack[-1][1], data))
        elif "tbody" in names and ("td" in names or "th" in names):
            self.tables[-1][1][-1][-1] += data

    def of(self, tag):
        """List the attributes of all elements of a kind."""
        return [attributes for name, attributes in self.elements if name == tag]

    def scripts(self):
        """List what runs."""
        return [text for given, text in self.raw["script"] if "type" not in given]

    def data(self):
        """List what the script reads: texts to copy, and the sources at last."""
        return [json.loads(text) for given, text in self.raw["script"] if "type" in given]

    @property
    def policy(self):
        """Give the content security policy as lists of words by directive."""
        (content,) = (m["content"] for m in self.of("meta") if m.get("http-equiv"))
        return {name: words for name, *words in (part.split() for part in content.split("; "))}


def hash_of(text):
    """Give what a content security policy calls a text by."""
    return f"'sha256-{b64encode(sha256(text.encode('utf-8')).digest()).decode('ascii')}'"


def squeezed(text):
    """Put a text on one line without doubled blanks."""
    return re.sub(r"\s+", " ", text).strip()
