"""The Java that Spark 3.5 runs on: `python -m tests.spark.java` says in one line when it is missing."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

VERSION = 17
NEEDED = f"Java {VERSION} is needed for Spark: put its `java` on the PATH or set JAVA_HOME"


class NoJavaError(RuntimeError):
    """No Java that Spark runs on."""


def find_java() -> Path:
    """Home of a Java that Spark runs on.

    Raises:
        NoJavaError: there is none; the message is one line.
    """
    named = os.environ.get("JAVA_HOME")
    program = f"{named}/bin/java" if named else shutil.which("java")
    if not program or not Path(program).exists():
        raise NoJavaError(NEEDED)
    said = subprocess.run([program, "-version"], capture_output=True, text=True, check=False).stderr
    if f'version "{VERSION}.' not in said:
        raise NoJavaError(f"{NEEDED}; {program} is another: {' '.join(said.split())[:80]}")
    return Path(program).resolve().parents[1]


if __name__ == "__main__":
    try:
        find_java()
    except NoJavaError as error:
        print(error, file=sys.stderr)
        sys.exit(1)
