"""Print the layout of the JSON files: ``python -m analyzer.reports.record``."""

import json

from analyzer.reports.record.layout import layout

print(json.dumps(layout(), indent=2, ensure_ascii=False))
