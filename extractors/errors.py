"""The two sizes of trouble while reading: one odd entry, or a page that is not what the spec says."""


class SkipListing(Exception):
    """One entry cannot be used; the reason is kept as an issue and the others are read on."""


class SourceBroken(Exception):
    """An assumption of the spec about a whole page does not hold; one sentence names source, key and page."""
