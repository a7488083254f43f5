"""The notice detector: how its pictures are made, how it is trained and measured.

Run ``python -m models.train`` and ``python -m models.evaluate`` from the project's folder.
"""

import sys
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[1]
# The drawn town stands among the test fakes; it is needed here too, and is not part of the package.
for _folder in (_ROOT / "plugins", _ROOT / "tests"):
    if str(_folder) not in sys.path:
        sys.path.append(str(_folder))
