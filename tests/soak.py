"""How long the tests try: `HELPDESK_SOAK=10` (`make soak`) is ten times as many rounds, and whole nights besides."""

import os

SOAK = int(os.environ.get("HELPDESK_SOAK", "0"))
ROUNDS = max(1, SOAK)
