"""The names of the targets, out of the table in targets.c."""
import re
from pathlib import Path

text = (Path(__file__).resolve().parent / "targets.c").read_text()
print(*re.findall(r'\{"(\w+)", \w+\}', text))
