"""What an installation carries: charts, examples, catalogs, migrations, and the typing mark."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_the_wheel_carries_its_data(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "build",
        "--wheel",
        "--no-isolation",
        "--outdir",
        str(tmp_path),
    ]
    subprocess.run([*command, str(ROOT)], check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    charts = {path.parent.name for path in (ROOT / "charts_of_accounts").glob("*/chart.toml")}
    assert charts
    assert {f"ledgerlib/data/charts_of_accounts/{chart}/accounts.csv" for chart in charts} <= names
    assert "ledgerlib/data/examples/mess_fund/keep_the_year.py" in names
    assert "ledgerlib/data/examples/mess_fund/vouchers/2008-12.csv" in names
    assert "ledgerlib/store/migrations/versions/0001_first.sqlite.sql" in names
    assert "ledgerlib/py.typed" in names
    for language in ("zh_CN", "en"):
        assert f"ledgerlib/locale/{language}/LC_MESSAGES/ledgerlib.po" in names
