"""Python runs a module of this name when it starts: so every process of a test stays local too."""

import keep_local  # noqa: F401
