"""A page as a browser finds it: its elements, and what its form would send."""

from html.parser import HTMLParser

VOID = {"input", "meta", "link", "br", "hr"}


class Page(HTMLParser):
    """What a browser would find: elements with their attributes and text, and what each form would send."""

    def __init__(self, text):
        super().__init__()
        self.found, self.open, self.said = [], [], set()
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        found = {"tag": tag, "text": "", **{name: value or "" for name, value in attributes}}
        found["inside"] = [each["tag"] for each in self.open]
        found["select"] = next((each.get("name") for each in self.open if each["tag"] == "select"), "")
        self.found.append(found)
        if tag not in VOID:
            self.open.append(found)

    def handle_endtag(self, tag):
        while self.open and self.open.pop()["tag"] != tag:
            pass

    def handle_data(self, text):
        lang = next((each["lang"] for each in reversed(self.open) if "lang" in each), "")
        self.said.add((" ".join(text.split()), lang))
        for each in self.open:
            each["text"] += text

    def all(self, tag):
        return [each for each in self.found if each["tag"] == tag]

    def by_id(self, name):
        (found,) = [each for each in self.found if each.get("id") == name]
        return found

    def pairs(self):
        """What the form of the page sends if nothing is touched."""
        sent = []
        for each in self.found:
            kind = each.get("type", "text")
            ticked = kind not in ("checkbox", "radio") or "checked" in each
            if each["tag"] == "input" and each.get("name") and kind != "file" and ticked:
                sent.append((each["name"], each.get("value", "on" if kind in ("checkbox", "radio") else "")))
            elif each["tag"] == "option" and "selected" in each and each["select"]:
                sent.append((each["select"], each["value"]))
        return [pair for pair in sent if pair[0] != "lang"]
