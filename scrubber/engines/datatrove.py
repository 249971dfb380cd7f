"""A step of a datatrove pipeline: ``[JsonlReader(…), DatatroveScrubber(), JsonlWriter(…)]``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from datatrove.data import Document
from datatrove.pipeline.filters.base_filter import BaseFilter
from datatrove.pipeline.writers.disk_base import DiskWriter

from ..article import Article
from ..model import Kind
from ..records import cleaned, fields
from ..scrub import Scrubber


class DatatroveScrubber(BaseFilter):
    """Puts the clean text in the place of each document's text, and the account of it into the metadata.

    It is a filter because a document that was nothing but chrome has no text left: as after datatrove's extractors, it is
    dropped. The exclusion writer gets it as it came, with ``filter_reason`` ``empty`` and the account of what was removed.

    Stats: ``changed`` and ``emptied`` documents, ``removed_words`` and, for each rule, ``removed_by_PACK/RULE``.

    Args:
        title: whether the text begins with the headline; without it, it is the body alone.
        url: the metadata that holds the page's address, used where it is there.
        kind: what the texts are: ``Scrubber.scrub``.
        fields: what goes into the metadata, with new names if wanted: ``"title=headline,removed"``. Metadata that is
            called so already keeps its value under ``original_``.
        scrubber: the cleaner; None: ``Scrubber()``.
        keep_empty: let documents without text pass.
        exclusion_writer: where dropped documents go.

    Raises:
        ScrubberError: ``fields`` names what does not exist.
    """

    type = "✂️ - FORMAT"
    name = "🧽 Scrubber"

    def __init__(
        self,
        *,
        title: bool = False,
        url: str = "url",
        kind: Kind = "auto",
        fields: str | Iterable[str] | Mapping[str, str] = ("title", "dateline", "date", "removed", "fingerprint"),
        scrubber: Scrubber | None = None,
        keep_empty: bool = False,
        exclusion_writer: DiskWriter | None = None,
    ) -> None:
        super().__init__(exclusion_writer)
        self.title = title
        self.kind = kind
        self.fields = _fields(fields, url=url)
        self.scrubber = scrubber or Scrubber()
        self.fingerprint = self.scrubber.fingerprint  # datatrove writes the settings of a run down, and this says it all
        self.keep_empty = keep_empty

    def filter(self, doc: Document) -> bool | tuple[bool, str]:
        """Clean a document; False for one that has no text left and is to be dropped."""
        url = doc.metadata.get(self.fields.url)
        article = self.scrubber.scrub(doc.text, url=url if isinstance(url, str) else None, kind=self.kind)
        text = "\n\n".join(filter(None, (article.title, article.body))) if self.title else article.body
        self._count(article, changed=text != doc.text, emptied=not text)
        carried = self.fields.carried(doc.metadata, capture=None)
        doc.metadata = {new: doc.metadata[name] for name, new in carried.items()} | cleaned(article, self.fields.names)
        if not text and not self.keep_empty:
            return False, "empty"
        doc.text = text
        return True

    def _count(self, article: Article, *, changed: bool, emptied: bool) -> None:
        self.stat_update("changed", value=changed)
        self.stat_update("emptied", value=emptied)
        self.stat_update("removed_words", value=sum(len(taken.text.split()) for taken in article.removed))
        for rule, times in Counter(f"{taken.pack}/{taken.rule}" for taken in article.removed).items():
            self.stat_update(f"removed_by_{rule}", value=times)


_fields = fields
