"""Build hook: keeps the built-in rule packs ready in the wheel, so that nobody's first start has to read TOML."""

from __future__ import annotations

import sys
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class PackIndexHook(BuildHookInterface[Any]):
    """Writes ``scrubber/packs/index.*`` before the wheel (or an editable installation) is put together."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if self.target_name != "wheel":
            return
        sys.path.insert(0, self.root)
        from scrubber.rules.packs import write_index
        from scrubber.rules.ready import write_standard

        write_index()
        write_standard()
        build_data["artifacts"] += ["scrubber/packs/index.json", "scrubber/packs/index.ready"]
